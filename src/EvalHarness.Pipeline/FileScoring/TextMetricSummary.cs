namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One metric over the rows of a file.</summary>
/// <param name="Mean">Mean over the scored rows; <c>null</c> when none was scored.</param>
/// <param name="Scored">Rows with a value.</param>
/// <param name="Unscored">Rows without one, by reason.</param>
public sealed record TextMetricSummary(double? Mean, int Scored, IReadOnlyDictionary<string, int> Unscored);
