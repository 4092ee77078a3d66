namespace EvalHarness.Slicing;

/// <summary>Some samples of a task that have something in common.</summary>
/// <param name="Dimension">What is looked at: <c>tag</c>, <c>prompt length</c>, <c>divergence</c>.</param>
/// <param name="Value">What they have in common: a tag, or a range.</param>
/// <param name="Samples">Ids of the samples.</param>
public sealed record Slice(string Dimension, string Value, IReadOnlySet<string> Samples);
