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

    /// <summary>
    /// Quantized types that the source had, the one with most weights first; empty for a source in F32, F16 or BF16.
    /// Then the errors of the tensors are those of the second rounding alone.
    /// </summary>
    public IReadOnlyList<string> QuantizedSourceTypes =>
    [
        .. Tensors.Where(tensor => tensor.SourceType is not ("f32" or "f16" or "bf16"))
            .GroupBy(tensor => tensor.SourceType)
            .OrderByDescending(group => group.Sum(tensor => tensor.ParameterCount))
            .Select(group => group.Key),
    ];

    /// <summary>Tensors that got another type than the one asked for.</summary>
    public IEnumerable<QuantizedTensor> Fallbacks => Tensors.Where(tensor => tensor.Fallback is not null);
}
