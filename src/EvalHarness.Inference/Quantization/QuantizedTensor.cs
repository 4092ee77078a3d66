namespace EvalHarness.Inference.Quantization;

/// <summary>What became of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SourceType">The type that it had, as the command line calls it.</param>
/// <param name="Type">The type that it has now, likewise.</param>
/// <param name="Fallback">Why it is not the type asked for; <c>null</c> when it is, or for a vector.</param>
/// <param name="ParameterCount">Its weights.</param>
/// <param name="ByteCount">Its bytes now, those of a codebook included.</param>
/// <param name="MeanSquaredError">Mean squared difference of its weights from the source's.</param>
/// <param name="SignalToNoiseDecibels">
/// 10 log10 of mean squared weight over mean squared error; <c>null</c> when nothing was lost.
/// </param>
/// <param name="MaximumError">Largest difference of one weight from the source's.</param>
/// <param name="ZeroShare">Share of its weights that are zero now.</param>
/// <param name="Elapsed">Time that it took.</param>
public sealed record QuantizedTensor(
    string Name,
    string SourceType,
    string Type,
    string? Fallback,
    long ParameterCount,
    long ByteCount,
    double MeanSquaredError,
    double? SignalToNoiseDecibels,
    double MaximumError,
    double ZeroShare,
    TimeSpan Elapsed)
{
    /// <summary>Mean bits of one weight, scales included.</summary>
    public double BitsPerWeight => 8.0 * ByteCount / ParameterCount;
}
