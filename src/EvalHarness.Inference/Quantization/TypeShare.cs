using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>The tensors of one type in a model.</summary>
/// <param name="Type">The type.</param>
/// <param name="TensorCount">Tensors that have it.</param>
/// <param name="ParameterCount">Their weights.</param>
/// <param name="ByteCount">Their bytes.</param>
public sealed record TypeShare(TensorType Type, int TensorCount, long ParameterCount, long ByteCount);
