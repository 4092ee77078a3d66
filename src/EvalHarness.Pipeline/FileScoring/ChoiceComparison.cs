using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One metric of multiple choice, paired by document.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Pairs">Documents with a finite value on both sides.</param>
/// <param name="Delta">Mean of value − baseline; <c>null</c> without pairs.</param>
/// <param name="Interval">95 % BCa bootstrap interval of the mean; <c>null</c> with fewer than two pairs.</param>
public sealed record ChoiceComparison(string Metric, int Pairs, double? Delta, Interval? Interval);
