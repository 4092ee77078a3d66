namespace EvalHarness.Judging;

/// <summary>What a judge said of one item, read and checked; or that it abstained.</summary>
/// <param name="Score">Score of the grade; <c>null</c> when the judge abstained.</param>
/// <param name="Reasoning">The judge's reasons.</param>
/// <param name="Evidence">Quotations, each found in its source.</param>
/// <param name="AbstainReason">Why the judge abstained; <c>null</c> with a score.</param>
public sealed record JudgeVerdict(
    double? Score, string Reasoning, IReadOnlyList<Evidence> Evidence, string? AbstainReason = null);
