namespace EvalHarness.Metrics;

/// <summary>A line of the metric catalogue, for help and the configuration's schema.</summary>
/// <param name="Name">How the metric is written; <c>K</c> stands for a rank, <c>N</c> for 1–9.</param>
/// <param name="Example">A name that can be used as it stands.</param>
/// <param name="Pattern">ECMA-262 regular expression that every accepted name matches, without anchors.</param>
/// <param name="Meaning">One sentence with range and unit.</param>
public sealed record MetricEntry(string Name, string Example, string Pattern, string Meaning);
