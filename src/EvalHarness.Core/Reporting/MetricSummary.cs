namespace EvalHarness.Reporting;

/// <summary>Mean of one metric over one model's outputs of one task.</summary>
/// <param name="Model">The model.</param>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="Mean">(Weighted) mean over the scored samples; <c>null</c> when none was scored.</param>
/// <param name="Scored">Samples scored.</param>
/// <param name="Unscored">Samples without a value.</param>
public sealed record MetricSummary(string Model, string Metric, double? Mean, int Scored, int Unscored);
