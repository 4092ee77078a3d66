using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<(string Metric, EvalHarness.Judging.CorrectedScore Score)>;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Judges' values as labelled grades set them right.</summary>
internal static class CorrectedTable
{
    /// <summary>A row for each corrected value, under its judge; a note for what could not be corrected.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        (string Metric, CorrectedScore Score)[] all =
            [.. report.Judges.SelectMany(judge => judge.Corrected.Select(score => (judge.Metric, score)))];
        return ReportTable.Create(
            "Judges: corrected scores",
            all.Where(row => row.Score.Estimate is not null),
            [
                Name("Model", row => row.Score.Model),
                Text("Quantity", row => CorrectedWords.Plain(row.Score.Quantity)),
                Number("By the judge", row => CorrectedWords.Raw(row.Score)).Means("the judge's own, uncorrected"),
                Number("Corrected", row => CorrectedWords.Estimate(row.Score)),
                Number("95 % interval", row => CorrectedWords.Interval(row.Score)).Means("of the corrected value"),
                Text("How", row => row.Score.Method).AsDetail(),
            ],
            row => GroupHeading.ForMetric(row.Metric)) with
        {
            Notes = [.. all.Where(row => row.Score.Estimate is null)
                .GroupBy(row => (row.Metric, row.Score.Quantity, row.Score.Method))
                .Select(group => $"{group.Key.Metric}, {CorrectedWords.Plain(group.Key.Quantity)} of "
                    + $"{string.Join(", ", group.Select(row => row.Score.Model))}, is not corrected: "
                    + $"{group.Key.Method}.")],
        };
    }
}
