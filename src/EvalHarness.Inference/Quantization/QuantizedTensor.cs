using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>What became of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SourceType">The type that it had.</param>
/// <param name="Type">The type that it has now.</param>
/// <param name="Fallback">Why it is not the type asked for; <c>null</c> when it is, or for a vector.</param>
/// <param name="ParameterCount">Its weights.</param>
/// <param name="ByteCount">Its bytes now.</param>
/// <param name="MeanSquaredError">Mean squared difference of its weights from the source's.</param>
/// <param name="SignalToNoiseDecibels">
/// 10 log10 of mean squared weight over mean squared error; <c>null</c> when nothing was lost.
/// </param>
public sealed record QuantizedTensor(
    string Name,
    TensorType SourceType,
    TensorType Type,
    string? Fallback,
    long ParameterCount,
    long ByteCount,
    double MeanSquaredError,
    double? SignalToNoiseDecibels);
