namespace EvalHarness.Pipeline.Reporting;

/// <summary>What is kept in memory of one model's output.</summary>
/// <param name="Key">Equal keys mean equal texts.</param>
/// <param name="Length">Characters.</param>
internal readonly record struct StoredText(string Key, int Length);
