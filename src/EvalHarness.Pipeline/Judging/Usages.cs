namespace EvalHarness.Pipeline.Judging;

/// <summary>Adds up what several calls cost.</summary>
internal static class Usages
{
    /// <summary>
    /// Tokens and time together; <c>null</c> where one call's are not known. The time is that of the calls one after
    /// another.
    /// </summary>
    public static OutputUsage Sum(OutputUsage first, OutputUsage second) => new(
        first.InputTokens + second.InputTokens,
        first.OutputTokens + second.OutputTokens,
        first.LatencyMs + second.LatencyMs);

    /// <summary>Tokens and time of several verdicts together.</summary>
    public static OutputUsage Sum(IEnumerable<OutputUsage> usages) =>
        usages.DefaultIfEmpty(new OutputUsage()).Aggregate(Sum);
}
