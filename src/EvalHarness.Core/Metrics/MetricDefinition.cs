namespace EvalHarness.Metrics;

/// <summary>What a metric is called and how its values are to be read.</summary>
/// <param name="Name">Stable <c>snake_case</c> or established name: <c>exact_match</c>, <c>rougeL</c>,
/// <c>ndcg@5</c>.</param>
/// <param name="HigherIsBetter">Direction of quality; a drop in quality is a rise where this is false.</param>
/// <param name="IsPassFail">Values are 0 or 1, so flips and McNemar's test apply.</param>
/// <param name="Meaning">One sentence with range and unit.</param>
public sealed record MetricDefinition(string Name, bool HigherIsBetter, bool IsPassFail, string Meaning);
