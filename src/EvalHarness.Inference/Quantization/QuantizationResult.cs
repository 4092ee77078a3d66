namespace EvalHarness.Inference.Quantization;

/// <summary>What a quantizer made.</summary>
/// <param name="Type">The type that was asked for, as the command line calls it.</param>
/// <param name="Tensors">Every tensor, in the order in which they were written.</param>
/// <param name="FileBytes">Size of the new file, or of all files of the new folder.</param>
/// <param name="SourceFileBytes">Size of the source, likewise.</param>
/// <param name="Elapsed">Time that it took, calibration included.</param>
public sealed record QuantizationResult(
    string Type,
    IReadOnlyList<QuantizedTensor> Tensors,
    long FileBytes,
    long SourceFileBytes,
    TimeSpan Elapsed)
{
    /// <summary>Mean bits of one weight, scales included, over all tensors.</summary>
    public double BitsPerWeight =>
        8.0 * Tensors.Sum(tensor => tensor.ByteCount) / Tensors.Sum(tensor => tensor.ParameterCount);

    /// <summary>Share of all weights that are zero now.</summary>
    public double ZeroShare =>
        Tensors.Sum(tensor => tensor.ZeroShare * tensor.ParameterCount) / Tensors.Sum(tensor => tensor.ParameterCount);

    /// <summary>Tensors that got another type than the one asked for.</summary>
    public IEnumerable<QuantizedTensor> Fallbacks => Tensors.Where(tensor => tensor.Fallback is not null);
}
