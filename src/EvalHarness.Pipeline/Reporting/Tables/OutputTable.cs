using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.OutputCounts>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What became of every model's outputs.</summary>
internal static class OutputTable
{
    /// <summary>A row for each task, under its model.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Outputs", report.Outputs,
        [
            Name("Task", counts => counts.Task),
            Number("Outputs", counts => Count(counts.Outputs)),
            Number("Empty", counts => Count(counts.Empty)),
            Number("Cut off", counts => Count(counts.Truncated)),
            Number("Refused", counts => Count(counts.Refused)),
            Number("Blocked", counts => Count(counts.Blocked)),
            Number("Invalid format", counts => Count(counts.InvalidFormat)),
            Number("Errors", counts => Count(counts.Errors)),
        ], counts => GroupHeading.ForName(counts.Model)) with
        {
            Explanation = "Empty, refused and blocked outputs and those of an invalid format have the metric's worst "
                + "score; answers that were cut off at the token limit are scored; errors are never scored.",
        };
    }
}
