using EvalHarness.Inference.Quantization.Sensitivity;

namespace EvalHarness.Pipeline.Search;

/// <summary>What mixes of types were chosen by.</summary>
/// <param name="ModelSha256">SHA-256 of the measured weights.</param>
/// <param name="CalibrationSha256">SHA-256 of the text that was read.</param>
/// <param name="Model">The sensitivity of every matrix.</param>
/// <param name="Mixes">The mix of every candidate, by the candidate's name.</param>
internal sealed record SensitivityEvidence(
    string ModelSha256,
    string CalibrationSha256,
    ModelSensitivity Model,
    IReadOnlyList<KeyValuePair<string, PrecisionMix>> Mixes)
{
    /// <summary>The matrices, the one that costs most in its smallest type first; of equal ones the first.</summary>
    public IEnumerable<MatrixSensitivity> MostSensitiveFirst =>
        Model.Matrices.OrderByDescending(matrix => matrix.Measured);
}
