using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Reporting;

/// <summary>From stored rows to reports: ends a run and writes what it established.</summary>
/// <param name="store">Holds the rows.</param>
/// <param name="writers">Write the reports.</param>
/// <param name="time">Tells when the run ended.</param>
internal sealed class ReportingStage(IRunStore store, IReadOnlyList<IReportWriter> writers, TimeProvider time)
{
    /// <summary>Ends a run of which everything was asked.</summary>
    public async Task<RunOutcome> ReportAsync(
        RunPlan plan, RunJournal journal, RunFolder folder, CancellationToken cancellationToken)
    {
        await journal.EndAsync(RunStatus.Finished);
        Report report = await new RunReports(store, time).BuildAsync(journal.Run, gates: null, cancellationToken);
        if (report.Incomplete is not null)
        {
            await journal.EndAsync(RunStatus.Incomplete);
        }

        return new RunOutcome(journal.Run.Id, report, await RunFiles.WriteReportsAsync(
            folder, report, plan.Configuration.Values.Reports, writers, cancellationToken));
    }
}
