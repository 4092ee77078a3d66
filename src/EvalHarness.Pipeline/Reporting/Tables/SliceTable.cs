using System.Globalization;
using EvalHarness.Fidelity;
using EvalHarness.Reporting;
using EvalHarness.Slicing;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Slicing.SliceChange>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Slices on which quality surely fell.</summary>
internal static class SliceTable
{
    private const int PerCandidate = 5;

    /// <summary>A row for each of the worst slices, under its candidate.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Worst slices", Worst(report),
        [
            Text("Slice", slice => $"{slice.Dimension} {slice.Value}"),
            Metric("Metric", slice => slice.Metric),
            Number("Pairs", slice => Count(slice.Pairs)),
            Number("Lost", slice => Count(slice.Lost)),
            Number("Change", slice => Difference(slice.Change)),
            Number("Interval", slice => Interval(slice.Low, slice.High)),
            Number("Elsewhere", slice => Difference(slice.Elsewhere)).Means("on the task's other samples"),
            Number("Mean KL", slice => Divergence(Joined(slice, OutputFidelity.DivergenceMetric)?.Change)).AsDetail()
                .Means("token divergence on the same samples"),
            Text("Judges", Judges).AsDetail(),
        ], slice => GroupHeading.ForName(slice.Candidate)) with
        {
            Explanation = "Slices on which quality surely fell, worst first; the intervals of a candidate's slices on "
                + "a metric hold all at once.",
        };
    }

    private static IEnumerable<SliceChange> Worst(Report report) =>
        report.Candidates.SelectMany(candidate => report.Slices
            .Where(slice => slice.Candidate == candidate.Candidate && slice.High < 0)
            .OrderBy(slice => InMargins(report, slice))
            .Take(PerCandidate));

    // Metrics of several scales are put in one order by what their gates tolerate.
    private static double InMargins(Report report, SliceChange slice)
    {
        double margin = report.Gates.FirstOrDefault(gate =>
            gate.Candidate == slice.Candidate && gate.Metric == slice.Metric)?.Margin ?? 1;
        return (slice.High ?? double.PositiveInfinity) / (margin > 0 && double.IsFinite(margin) ? margin : 1);
    }

    private static string? Judges(SliceChange slice)
    {
        string[] judges =
        [
            .. slice.Joined.Where(mean => NameOf(mean).StartsWith("judge:", StringComparison.Ordinal))
                .Select(mean => string.Create(CultureInfo.InvariantCulture,
                    $"{NameOf(mean)["judge:".Length..]} {Difference(mean.Change)} (n = {mean.Pairs})")),
        ];
        return judges.Length == 0 ? null : string.Join(", ", judges);
    }

    private static SliceMean? Joined(SliceChange slice, string metric) =>
        slice.Joined.FirstOrDefault(mean => NameOf(mean) == metric);

    private static string NameOf(SliceMean mean) => mean.Metric.Split('/', 2)[^1];
}
