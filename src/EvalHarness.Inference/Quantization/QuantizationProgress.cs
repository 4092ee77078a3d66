namespace EvalHarness.Inference.Quantization;

/// <summary>How far a quantizer has come.</summary>
/// <param name="Tensor">The tensor that was finished last.</param>
/// <param name="TensorsDone">Tensors finished.</param>
/// <param name="TensorCount">Tensors in all.</param>
/// <param name="BytesDone">Bytes of the source that were read.</param>
/// <param name="ByteCount">Bytes of the source in all.</param>
public readonly record struct QuantizationProgress(
    string Tensor, int TensorsDone, int TensorCount, long BytesDone, long ByteCount);
