using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Judging.HumanQueueItem>;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Outputs on which a person must decide.</summary>
internal static class HumanQueueTable
{
    private const int Longest = 20;

    /// <summary>A row for each of the first outputs; report.json has all of them.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<HumanQueueItem> queue = report.HumanQueue;
        return ReportTable.Create($"{ReportNumbers.Count(queue.Count)} outputs wait for a person", queue.Take(Longest),
        [
            Name("Sample", item => item.SampleId),
            Name("Task", item => item.Task),
            Name("Model", item => item.Model),
            Name("Judge", item => item.Judge),
            Prose("Why", item => item.Reason),
        ]) with
        {
            IsFolded = true,
            Explanation = "The last layer could not decide. They have no score until somebody gives them one.",
            Notes = queue.Count <= Longest
                ? []
                : [$"and {ReportNumbers.Count(queue.Count - Longest)} more in report.json"],
        };
    }
}
