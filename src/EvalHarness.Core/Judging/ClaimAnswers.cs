namespace EvalHarness.Judging;

/// <summary>A judge's answers on the claims of an output, in the order of the claims.</summary>
/// <param name="Answers"><c>yes</c>, <c>no</c> or <c>idk</c> for each claim.</param>
/// <param name="Tally">The answers counted.</param>
/// <param name="Evidence">Quotations, each found in its source.</param>
public sealed record ClaimAnswers(
    IReadOnlyList<string> Answers, ClaimTally Tally, IReadOnlyList<Evidence> Evidence);
