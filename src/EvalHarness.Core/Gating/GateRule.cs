namespace EvalHarness.Gating;

/// <summary>A condition that every candidate must meet to ship.</summary>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="MaxDrop">Largest tolerated drop in quality, on the metric's own scale; greater than 0.</param>
/// <param name="Confidence">One-sided confidence level, between 0.5 and 1.</param>
/// <param name="MaxUnscored">Largest tolerated share of unscored samples, 0–1.</param>
public sealed record GateRule(string Metric, double MaxDrop, double Confidence = 0.95, double MaxUnscored = 0.01);
