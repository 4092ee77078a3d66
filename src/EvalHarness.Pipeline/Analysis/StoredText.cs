namespace EvalHarness.Pipeline.Analysis;

/// <summary>What is kept in memory of one model's output.</summary>
/// <param name="Key">Equal keys mean equal texts.</param>
/// <param name="Length">Characters.</param>
/// <param name="Fault">Why it has its grade without a judge; <c>null</c> for a text that a judge must read.</param>
internal readonly record struct StoredText(string Key, int Length, ScoreFault? Fault = null);
