using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Gating.Comparison>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Samples whose pass or fail changed, in either direction.</summary>
internal static class FlipTable
{
    /// <summary>A row for each candidate, under its metric; only pass/fail metrics have flips.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Flips", report.Comparisons.Where(row => row.Flips is not null),
        [
            Name("Candidate", row => row.Candidate),
            Number("Pairs", row => Count(row.Pairs)),
            Number("Lost", row => Count(row.Flips!.Lost)).Means("only the baseline passes"),
            Number("Gained", row => Count(row.Flips!.Gained)).Means("only the candidate passes"),
            Number("Flipped", row => Percent(row.Flips!.Share)),
            Number("McNemar p", row => Probability(row.Flips!.McNemarP)),
        ], row => GroupHeading.ForMetric(row.Metric)) with
        {
            Explanation = "Samples whose pass or fail changed: two models of equal accuracy can still differ in many "
                + "answers.",
        };
    }
}
