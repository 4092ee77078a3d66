using System.Globalization;
using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>One slice as the readable reports show it.</summary>
/// <param name="Change">The slice's change.</param>
/// <param name="Cells">One text for each of <see cref="Titles"/>.</param>
/// <param name="Judges">Mean change by each judge that saw samples of the slice.</param>
internal sealed record SliceRow(SliceChange Change, IReadOnlyList<string> Cells, IReadOnlyList<string> Judges)
{
    /// <summary>What the table shows.</summary>
    public const string Explanation =
        "Slices on which quality surely fell, worst first; the intervals of a candidate's slices on a metric hold all "
        + "at once. Beside the change: the task's other samples, and the same samples by token divergence and judges.";

    /// <summary>What the table of links shows.</summary>
    public const string LinkExplanation =
        "Samples that both models read token by token: divergence where quality was lost and where it was not, and the "
        + "rank correlation of divergence and change in quality (negative: what diverges is worse).";

    /// <summary>Headings of the cells.</summary>
    public static IReadOnlyList<string> Titles { get; } =
        ["pairs", "lost", "change", "interval", "elsewhere", "mean KL"];

    /// <summary>Headings of <see cref="LinkCells"/>.</summary>
    public static IReadOnlyList<string> LinkTitles { get; } =
        ["samples", "lost", "KL where lost", "KL elsewhere", "rank correlation"];

    /// <summary>The worst slices of every candidate on which quality surely fell.</summary>
    /// <param name="report">The report.</param>
    /// <param name="perCandidate">Most slices of one candidate.</param>
    public static IReadOnlyList<SliceRow> WorstOf(Report report, int perCandidate)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            .. report.Candidates.SelectMany(candidate => report.Slices
                .Where(slice => slice.Candidate == candidate.Candidate && slice.High < 0)
                .OrderBy(slice => InMargins(report, slice))
                .Take(perCandidate)
                .Select(Of)),
        ];
    }

    /// <summary>One text for each of <see cref="LinkTitles"/>.</summary>
    public static IReadOnlyList<string> LinkCells(DivergenceLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return
        [
            ReportNumbers.Count(link.Samples),
            ReportNumbers.Count(link.Lost),
            ReportNumbers.Divergence(link.DivergenceWhereLost),
            ReportNumbers.Divergence(link.DivergenceElsewhere),
            ReportNumbers.Coefficient(link.RankCorrelation),
        ];
    }

    // Metrics of several scales are put in one order by what their gates tolerate.
    private static double InMargins(Report report, SliceChange slice)
    {
        double margin = report.Gates.FirstOrDefault(gate =>
            gate.Candidate == slice.Candidate && gate.Metric == slice.Metric)?.Margin ?? 1;
        return (slice.High ?? double.PositiveInfinity) / (margin > 0 && double.IsFinite(margin) ? margin : 1);
    }

    private static SliceRow Of(SliceChange change) => new(
        change,
        [
            ReportNumbers.Count(change.Pairs),
            ReportNumbers.Count(change.Lost),
            ReportNumbers.Difference(change.Change),
            ReportNumbers.Interval(change.Low, change.High),
            ReportNumbers.Difference(change.Elsewhere),
            DivergenceOf(change),
        ],
        [
            .. change.Joined.Where(one => NameOf(one).StartsWith("judge:", StringComparison.Ordinal))
                .Select(one => string.Create(CultureInfo.InvariantCulture,
                    $"{NameOf(one)["judge:".Length..]} {ReportNumbers.Difference(one.Change)} (n = {one.Pairs})")),
        ]);

    private static string DivergenceOf(SliceChange change) => ReportNumbers.Divergence(
        change.Joined.FirstOrDefault(one => NameOf(one) == OutputFidelity.DivergenceMetric)?.Change);

    private static string NameOf(SliceMean mean) => mean.Metric.Split('/', 2)[^1];
}
