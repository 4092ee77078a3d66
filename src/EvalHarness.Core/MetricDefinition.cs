namespace EvalHarness;

/// <summary>What a metric is called and how its values are to be read.</summary>
/// <param name="Name">Stable <c>snake_case</c> or established name: <c>exact_match</c>, <c>rougeL</c>,
/// <c>ndcg@5</c>.</param>
/// <param name="HigherIsBetter">Direction of quality; a drop in quality is a rise where this is false.</param>
/// <param name="IsPassFail">Values are 0 or 1, so flips and McNemar's test apply.</param>
/// <param name="Meaning">One sentence with range and unit.</param>
/// <param name="Range">The values it can take; <c>null</c> when one end is open (likelihoods, divergences). Pass/fail
/// metrics have 0 to 1 without saying so.</param>
public sealed record MetricDefinition(
    string Name, bool HigherIsBetter, bool IsPassFail, string Meaning, MetricRange? Range = null)
{
    /// <summary>The values it can take; <c>null</c> when one end is open, so that no loss is the largest.</summary>
    public MetricRange? Range { get; init; } = Range ?? (IsPassFail ? MetricRange.Unit : null);

    /// <summary>The worst value it can take; <c>null</c> when there is none.</summary>
    public double? Worst => HigherIsBetter ? Range?.Floor : Range?.Ceiling;

    /// <summary>The best value it can take; <c>null</c> when there is none.</summary>
    public double? Best => HigherIsBetter ? Range?.Ceiling : Range?.Floor;
}
