namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>How much a model's output depends on the precision of each of its matrices.</summary>
/// <param name="Tokens">Scored positions of the calibration text.</param>
/// <param name="Matrices">The matrices in the file's order; a tied output matrix and embedding are one.</param>
/// <param name="OtherBytes">Bytes of all other tensors, which stay F32.</param>
/// <param name="ElementCount">Weights of all tensors.</param>
public sealed record ModelSensitivity(
    int Tokens, IReadOnlyList<MatrixSensitivity> Matrices, long OtherBytes, long ElementCount)
{
    /// <summary>Mean bits of one weight in a mix, scales and vectors included.</summary>
    public double BitsPerWeight(PrecisionMix mix)
    {
        ArgumentNullException.ThrowIfNull(mix);
        return 8.0 * (mix.Bytes + OtherBytes) / ElementCount;
    }
}
