using EvalHarness.Fidelity;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<int>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>How often candidates agree with the baseline, by how sure the baseline was.</summary>
internal static class ConfidenceTable
{
    /// <summary>A row for each range of confidence, a column for each candidate that was compared.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        (string Name, IReadOnlyList<ConfidenceBin> Bins)[] compared = [.. report.Models
            .Where(model => model.Fidelity?.Summary is not null)
            .Select(model => (model.Name, model.Fidelity!.Summary!.ConfidenceBins))];
        IReadOnlyList<ConfidenceBin> ranges = compared.Length == 0 ? [] : compared[0].Bins;
        return ReportTable.Create("Agreement by confidence", Enumerable.Range(0, ranges.Count),
        [
            Text("Baseline's first choice", at =>
                FormattableString.Invariant($"{ranges[at].Low:0.##} to {ranges[at].High:0.##}")),
            .. compared.Select(candidate => Model(
                candidate.Name, at => at < candidate.Bins.Count ? Agreement(candidate.Bins[at]) : Missing)),
        ]) with
        {
            Explanation = "How often each candidate holds the same token most likely, by the probability that the "
                + "baseline gives its first choice: a change of mind where the baseline was sure weighs more. Mean KL "
                + "in nats beside it.",
        };
    }

    private static string Agreement(ConfidenceBin bin) => bin.Tokens == 0
        ? Missing
        : $"{Percent(bin.SameTopToken?.Value)}, {Score(bin.MeanDivergence?.Value)}";
}
