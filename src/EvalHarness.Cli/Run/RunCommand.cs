using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Estimating;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli.Run;

/// <summary><c>run</c>: every model × task × sample, then metrics, comparison, gates and reports.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunOptionSet options = new(
            "run", "Print calls, tokens, time and the smallest detectable drop; run nothing.");
        Command command = new("run", "Evaluate the baseline and its candidates, and say which may ship.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, options, terminal, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        ParseResult parsed, RunOptionSet options, Terminal terminal, CancellationToken cancellationToken)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(
            StoreLocation.ConfigPath(parsed), options.Overrides(parsed));
        await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
        ModelProviders providers = Providers.Create(kernel);
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        RunOptions execution = options.Execution(parsed) with
        {
            Opened = id => terminal.Continuation = options.Continuation(parsed, id),
        };
        if (parsed.GetValue(options.Plan))
        {
            RunEstimator estimator = new(store, providers, TimeProvider.System);
            WritePlan(parsed, terminal, await estimator.EstimateAsync(configuration, cancellationToken));
            return ExitCode.Passed;
        }

        bool quiet = parsed.GetValue(GlobalOptions.Quiet);
        if (execution.RunId is null && !quiet)
        {
            await UnfinishedRun.MentionAsync(
                terminal, store, configuration, id => options.Continuation(parsed, id), cancellationToken);
        }

        EvalPipeline pipeline = new(store, providers, kernel, ReportWriters.All, TimeProvider.System);
        RunOutcome outcome = await ProgressDisplay.ShowAsync(terminal, quiet, progress =>
            pipeline.RunAsync(configuration, execution, progress, cancellationToken));
        if (outcome.Report is not { } report)
        {
            UnfinishedRun.SayHowToContinue(terminal, options.Continuation(parsed, outcome.RunId));
            return ExitCode.Incomplete;
        }

        await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
        ReportRendering.WriteFiles(terminal, outcome, quiet);
        return Verdict.ToExitCode(report);
    }

    private static void WritePlan(ParseResult parsed, Terminal terminal, RunEstimate estimate)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            terminal.Output.WriteLine(PlanTable.ToJson(estimate));
        }
        else
        {
            PlanTable.Write(terminal.Results, estimate);
        }
    }
}
