namespace EvalHarness.Slicing;

/// <summary>What another metric says of a slice.</summary>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="Change">Mean candidate − baseline over the pairs, on the metric's own scale.</param>
/// <param name="Pairs">Samples of the slice that both models have a score of; at least 1.</param>
public sealed record SliceMean(string Metric, double Change, int Pairs);
