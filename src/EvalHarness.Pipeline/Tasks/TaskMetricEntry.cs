namespace EvalHarness.Pipeline.Tasks;

/// <summary>An entry of <c>metric_list</c>.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Place">File and line.</param>
/// <param name="Aggregation">How documents are taken together; <c>null</c> for the metric's own way.</param>
/// <param name="HigherIsBetter">Its direction; <c>null</c> for the metric's own.</param>
/// <param name="Options">Everything else.</param>
internal sealed record TaskMetricEntry(
    string Name,
    string Place,
    string? Aggregation,
    bool? HigherIsBetter,
    IReadOnlyDictionary<string, object?> Options);
