namespace EvalHarness.Pipeline.Analysis;

/// <summary>A candidate and the baseline that it is compared with, sample by sample.</summary>
/// <param name="Baseline">The baseline's rows.</param>
/// <param name="Candidate">The candidate's rows.</param>
internal sealed record StoredPair(StoredModel Baseline, StoredModel Candidate)
{
    /// <summary>Both models' rows are of one run.</summary>
    public bool IsOneRun => Baseline.RunId == Candidate.RunId;
}
