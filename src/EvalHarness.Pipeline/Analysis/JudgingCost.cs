using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What some verdicts cost, reviews included.</summary>
/// <param name="Calls">Calls made.</param>
/// <param name="InputTokens">Tokens read; <c>null</c> where a provider does not say.</param>
/// <param name="OutputTokens">Tokens written; <c>null</c> where a provider does not say.</param>
internal readonly record struct JudgingCost(int Calls, long? InputTokens, long? OutputTokens)
{
    /// <summary>Read and written tokens; <c>null</c> where a provider does not say.</summary>
    public long? Tokens => InputTokens + OutputTokens;

    /// <summary>Adds up.</summary>
    public static JudgingCost From(IReadOnlyList<VerdictRow> rows) => new(
        rows.Sum(row => row.Verdict.Calls + (row.Review is null ? 0 : 1)),
        Sum(rows, usage => usage.InputTokens),
        Sum(rows, usage => usage.OutputTokens));

    private static long? Sum(IReadOnlyList<VerdictRow> rows, Func<OutputUsage, int?> count) => rows.Aggregate(
        (long?)0,
        (sum, row) => sum + count(row.Verdict.Usage) + (row.Review is { } review ? count(review.Usage) ?? 0 : 0));
}
