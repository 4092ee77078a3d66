using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<
    (string Judge, EvalHarness.Pipeline.Reporting.Wording.JudgeControl Control)>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What was measured of each judge: its rates against labelled grades and its controls.</summary>
internal static class JudgeControlTable
{
    /// <summary>A row for each measurement, under its judge.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create(
            "Judges: rates and controls",
            report.Judges.SelectMany(judge => JudgeWords.Rates(judge).Concat(JudgeWords.Controls(judge))
                .Select(control => (Judge: judge.Name, Control: control))),
            [
                Text("Measured", row => row.Control.Name),
                Number("Share", row => Percent(row.Control.Share.Share), row => Brackets(row.Control.Share)),
                Number("Of", row => Count(row.Control.Share.Items)),
                Text("Meaning", row => row.Control.Meaning).AsDetail(),
            ],
            row => GroupHeading.ForName(row.Judge));
    }
}
