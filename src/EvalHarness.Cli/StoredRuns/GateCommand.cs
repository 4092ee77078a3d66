using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>gate RUN</c>: the gates of a stored run again, from its rows alone.</summary>
internal static class GateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        Option<string?> gates = new("--gates")
        {
            Description = "Configuration whose gates to decide. [default: the run's own]",
            HelpName = "FILE",
        };
        Command command = new("gate", "Decide the gates of a stored run again.")
        {
            id, gates, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            IReadOnlyList<GateConfiguration>? others = parsed.GetValue(gates) is { } file
                ? ConfigurationFile.Load(file).Values.Gates
                : null;
            Report report = await reports.BuildAsync(run, others, cancellationToken);
            await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
            return (int)ReportExitCode.ToExitCode(report);
        });
        return command;
    }
}
