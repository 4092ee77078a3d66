namespace EvalHarness.Pipeline.Tasks;

/// <summary>An entry of <c>aggregate_metric_list</c>: the mean of a metric over a group's tasks.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Filters">Filters whose values are taken together; <c>null</c> for all.</param>
/// <param name="WeighsBySize">Tasks weigh by their number of documents, rather than equally.</param>
internal sealed record GroupAggregation(string Metric, IReadOnlyList<string>? Filters, bool WeighsBySize);
