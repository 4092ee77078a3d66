using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Iterating;

/// <summary>What some verdicts will cost, by what earlier ones of the same judge did.</summary>
/// <param name="Calls">Calls, about.</param>
/// <param name="InputTokens">Tokens read, about.</param>
/// <param name="OutputTokens">Tokens written, about; <c>null</c> when nothing says how many.</param>
internal readonly record struct TrialCost(long Calls, long InputTokens, long? OutputTokens)
{
    // The usual length of a token of prose; for estimates only.
    private const double CharactersPerToken = 4;

    /// <summary>Estimates.</summary>
    /// <param name="judge">The judge with the new prompt.</param>
    /// <param name="open">What it will be asked about.</param>
    /// <param name="earlier">Verdicts of any version of the judge.</param>
    /// <param name="formerLength">Characters of those versions' prompt; <c>null</c> when unknown.</param>
    public static TrialCost Estimate(
        PlannedJudge judge, IReadOnlyList<JudgingCase> open, IReadOnlyList<VerdictRow> earlier, int? formerLength)
    {
        JudgeConfiguration configuration = judge.Configuration;
        long calls = (long)open.Count * configuration.Repeats * (configuration.Kind == JudgeKind.Rubric ? 1 : 2);
        int length = judge.Definition.Prompt!.Prompt.Template.Length;
        VerdictRow[] measured =
        [
            .. earlier.Where(row => row.Verdict is
                { Calls: > 0, Usage: { InputTokens: not null, OutputTokens: not null } }),
        ];
        long measuredCalls = measured.Sum(row => (long)row.Verdict.Calls);
        if (measuredCalls == 0)
        {
            double texts = open.Count == 0 ? 0 : open.Average(one =>
                one.Request.Output.Length + (one.Request.BaselineOutput?.Length ?? 0)
                + one.Request.Fields.Values.Sum(text => text.Length));
            return new(calls, (long)Math.Ceiling(calls * (length + texts) / CharactersPerToken), OutputTokens: null);
        }

        double read = (measured.Sum(row => (double)row.Verdict.Usage.InputTokens!.Value) / measuredCalls)
            + ((length - (formerLength ?? length)) / CharactersPerToken);
        double written = measured.Sum(row => (double)row.Verdict.Usage.OutputTokens!.Value) / measuredCalls;
        return new(calls, (long)Math.Ceiling(calls * Math.Max(1, read)), (long)Math.Ceiling(calls * written));
    }

    /// <summary>US dollars at a price; <c>null</c> without one, or when tokens are unknown.</summary>
    public double? At(PriceConfiguration? price) => price is null || OutputTokens is not { } written
        ? null
        : ((InputTokens * price.InputPerMillion) + (written * price.OutputPerMillion)) / 1e6;
}
