namespace EvalHarness.Reporting;

/// <summary>How many outputs a metric could not score, for one reason.</summary>
/// <param name="Model">The model.</param>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many samples; at least 1.</param>
/// <param name="Fault">Kind of the reason; <c>null</c> in runs stored before kinds were kept.</param>
public sealed record UnscoredSummary(
    string Model, string Metric, string Reason, int Count, ScoreFault? Fault = null);
