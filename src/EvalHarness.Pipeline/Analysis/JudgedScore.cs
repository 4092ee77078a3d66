using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>A text of known grade with what a judge's metric says of it.</summary>
/// <param name="SampleId">The text.</param>
/// <param name="Known">Its known grade.</param>
/// <param name="Score">The judge's score, or what stands after review; <c>null</c> when unscored.</param>
/// <param name="Verdict">The judge's own verdict; <c>null</c> for a master that was not asked.</param>
internal sealed record JudgedScore(string SampleId, double Known, double? Score, Verdict? Verdict);
