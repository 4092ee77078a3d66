using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli.Run;

/// <summary>Runs a configuration and prints what came of it: what <c>run</c> and <c>demo</c> have in common.</summary>
internal static class Evaluation
{
    /// <summary>Runs a configuration, or continues a run of it.</summary>
    /// <param name="parsed">The command line, for its global options.</param>
    /// <param name="terminal">Where results and progress go.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="execution">How to execute it.</param>
    /// <param name="continuation">The command that continues a run of it.</param>
    /// <param name="cancellationToken">Stops the run, which can be continued.</param>
    public static async Task<ExitCode> RunAsync(
        ParseResult parsed,
        Terminal terminal,
        ResolvedConfiguration configuration,
        RunOptions execution,
        Func<string, string> continuation,
        CancellationToken cancellationToken)
    {
        await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        bool quiet = GlobalOptions.IsQuiet(parsed);
        if (execution.RunId is null && !quiet)
        {
            await UnfinishedRun.MentionAsync(terminal, store, configuration, continuation, cancellationToken);
        }

        EvalPipeline pipeline = new(store, Providers.Create(kernel), kernel, ReportWriters.All, TimeProvider.System);
        RunOptions announced = execution with { Opened = id => terminal.Continuation = continuation(id) };
        RunOutcome outcome = await ProgressDisplay.ShowAsync(terminal, quiet, progress =>
            pipeline.RunAsync(configuration, announced, progress, cancellationToken));
        if (outcome.Report is not { } report)
        {
            UnfinishedRun.SayHowToContinue(terminal, continuation(outcome.RunId));
            return ExitCode.Incomplete;
        }

        await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
        ReportRendering.WriteFiles(terminal, outcome, quiet);
        return ReportExitCode.ToExitCode(report);
    }
}
