using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Tokens of which the baseline was as sure, and how often each candidate agrees there.</summary>
/// <param name="Confidence">Range of the probability of the baseline's first choice.</param>
/// <param name="Cells">One text for each of <see cref="Candidates"/>.</param>
internal sealed record ConfidenceRow(string Confidence, IReadOnlyList<string> Cells)
{
    /// <summary>What the table shows.</summary>
    public const string Explanation =
        "How often each candidate holds the same token most likely, by the probability that the baseline gives its "
        + "first choice: a change of mind where the baseline was sure weighs more. Mean KL in nats beside it.";

    /// <summary>The candidates that were compared.</summary>
    public static IReadOnlyList<string> Candidates(Report report) => [.. Compared(report).Select(model => model.Name)];

    /// <summary>A row for each range; empty when nothing was compared.</summary>
    public static IReadOnlyList<ConfidenceRow> AllOf(Report report)
    {
        IReadOnlyList<ConfidenceBin>[] bins =
            [.. Compared(report).Select(model => model.Fidelity!.Summary!.ConfidenceBins)];
        return bins.Length == 0 ? [] :
        [
            .. bins[0].Select((bin, i) => new ConfidenceRow(
                FormattableString.Invariant($"{bin.Low:0.##} to {bin.High:0.##}"),
                [.. bins.Select(own => i < own.Count ? Cell(own[i]) : ReportNumbers.Missing)])),
        ];
    }

    /// <summary>Where one candidate's greedy continuations part from the baseline's; <c>null</c> without any.</summary>
    public static string? GreedyOf(ModelSummary model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Fidelity?.Greedy switch
        {
            null => null,
            { Earliest: null } greedy => FormattableString.Invariant(
                $"{greedy.Prompts} greedy continuations, all the same for {greedy.MaxTokens} tokens"),
            { Earliest: { } earliest } greedy => FormattableString.Invariant(
                $"{greedy.Identical} of {greedy.Prompts} greedy continuations the same for {greedy.MaxTokens} tokens; ")
                + FormattableString.Invariant($"the first to part agrees on {earliest}"),
        };
    }

    private static IEnumerable<ModelSummary> Compared(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Models.Where(model => model.Fidelity?.Summary is not null);
    }

    private static string Cell(ConfidenceBin bin) => bin.Tokens == 0
        ? ReportNumbers.Missing
        : $"{ReportNumbers.Percent(bin.SameTopToken?.Value)}, {ReportNumbers.Score(bin.MeanDivergence?.Value)}";
}
