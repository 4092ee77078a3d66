namespace EvalHarness;

/// <summary>One metric's value for one output. <c>null</c> means unscored, never zero.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Metric">Stable metric name, such as <c>rougeL</c> or <c>judge:local</c>.</param>
/// <param name="Value">On the metric's own scale; <c>null</c> when unscored.</param>
/// <param name="Reason">
/// Why it is unscored or has the metric's worst value, for a reader; <c>null</c> when scored.
/// </param>
/// <param name="Weight">Weight in a weighted mean (tokens, for <c>nll</c>); 1 for ordinary metrics.</param>
/// <param name="Fault">Kind of <paramref name="Reason"/>; <c>null</c> when scored. A fault of the model comes with the
/// metric's worst value, one of the instrument with no value.</param>
public sealed record Score(
    string SampleId,
    string Metric,
    double? Value,
    string? Reason = null,
    double Weight = 1,
    ScoreFault? Fault = null);
