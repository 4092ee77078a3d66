namespace EvalHarness.Onnx.Quantization;

/// <summary>Where a tensor's elements lie outside the model.</summary>
/// <param name="Location">Path of the file, relative to the model's.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; <c>null</c> when the model leaves them to the dimensions.</param>
internal sealed record OnnxExternalData(string Location, long Offset, long? Length);
