namespace EvalHarness.Reporting;

/// <summary>Both models' scores of one sample on one metric.</summary>
/// <param name="Metric">Name of the metric, without the task.</param>
/// <param name="Baseline">Baseline's score; <c>null</c> when unscored.</param>
/// <param name="Candidate">Candidate's score; <c>null</c> when unscored.</param>
public sealed record JoinedScore(string Metric, double? Baseline, double? Candidate);
