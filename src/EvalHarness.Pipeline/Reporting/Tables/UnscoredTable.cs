using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Reporting.UnscoredSummary>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What could not be scored, and why.</summary>
internal static class UnscoredTable
{
    /// <summary>A row for each model, metric and reason.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Unscored", report.Unscored,
        [
            Name("Model", row => row.Model),
            Metric("Metric", row => row.Metric),
            Number("Count", row => Count(row.Count)),
            Prose("Reason", row => row.Reason),
        ]);
    }
}
