namespace EvalHarness.Slicing;

/// <summary>Both models' scores on one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Baseline">The baseline's scores, one per sample.</param>
/// <param name="Candidate">The candidate's scores, one per sample.</param>
public sealed record JoinedScores(
    MetricDefinition Metric, IReadOnlyList<Score> Baseline, IReadOnlyList<Score> Candidate);
