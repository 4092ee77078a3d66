using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>show RUN</c>: a stored run in the terminal.</summary>
internal static class ShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        Command command = new("show", "Show the report of a stored run.") { id, StoreLocation.ConfigOption() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            Report report = await reports.BuildAsync(run, gates: null, cancellationToken);
            await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
            return (int)ReportExitCode.ForShown(report);
        });
        return command;
    }
}
