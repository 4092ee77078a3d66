namespace EvalHarness.Pipeline.Browsing;

/// <summary>An item by one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Baseline">The baseline's value; <c>null</c> when it has none.</param>
/// <param name="Candidate">The candidate's value; <c>null</c> when it has none.</param>
/// <param name="Change">Change in quality, positive where the candidate is better; <c>null</c> without both.</param>
internal sealed record ItemScore(string Metric, double? Baseline, double? Candidate, double? Change);
