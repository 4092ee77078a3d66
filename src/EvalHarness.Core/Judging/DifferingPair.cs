namespace EvalHarness.Judging;

/// <summary>A sample on which a candidate's output differs from the baseline's.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Stratum">What it was drawn among.</param>
/// <param name="InclusionProbability">Probability with which it was drawn to be judged, above 0 and at most 1.</param>
/// <param name="IsDrawn">It was drawn.</param>
/// <param name="IsFaulty">One of the outputs has its grade without a judge.</param>
public sealed record DifferingPair(
    string SampleId, string Stratum, double InclusionProbability, bool IsDrawn, bool IsFaulty);
