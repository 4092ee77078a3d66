using EvalHarness.Pipeline.Configuration.Loading;

namespace EvalHarness.Pipeline.Search;

/// <summary>Candidates made from a baseline, and what they were chosen by.</summary>
/// <param name="Candidates">The candidates.</param>
/// <param name="Sensitivity">The measurement behind mixes; <c>null</c> for candidates of one type.</param>
internal sealed record GeneratedCandidates(
    IReadOnlyList<GeneratedCandidate> Candidates, SensitivityEvidence? Sensitivity)
{
    /// <summary>Name of the evidence in a run's folder.</summary>
    public const string EvidenceFile = "sensitivity.json";

    /// <summary>Files that a run keeps of how its candidates were chosen.</summary>
    public IReadOnlyDictionary<string, byte[]> Evidence => Sensitivity is null
        ? new Dictionary<string, byte[]>()
        : new Dictionary<string, byte[]> { [EvidenceFile] = SensitivityJson.ToBytes(Sensitivity) };
}
