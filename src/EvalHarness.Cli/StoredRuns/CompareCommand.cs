using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>compare RUN_A RUN_B</c>: a later run's models against an earlier run's, by sample id.</summary>
internal static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument before = new("RUN_A", "The earlier run, used as baseline");
        RunArgument after = new("RUN_B", "The later run, whose models are the candidates");
        Option<bool> force = new("--force")
        {
            Description = "Compare even if datasets, prompts or scorers differ; the result says so.",
        };
        Command command = new("compare", "Compare two stored runs, paired by sample id.")
        {
            before, after, force, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            Report report = await new RunComparison(store, reports).CompareAsync(
                await before.FindAsync(parsed, store, cancellationToken),
                await after.FindAsync(parsed, store, cancellationToken),
                parsed.GetValue(force),
                cancellationToken);
            await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
            return (int)ReportExitCode.ToExitCode(report);
        });
        return command;
    }
}
