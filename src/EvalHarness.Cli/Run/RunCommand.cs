using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration.Loading;
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
            "run",
            "Print sizes, calls, tokens, time and the smallest detectable drop. Creates no candidate and asks only the "
                + "baseline a few samples.");
        Command command = new("run", "Evaluate the baseline and its candidates, and decide which may ship.");
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
        if (!parsed.GetValue(options.Plan))
        {
            return await Evaluation.RunAsync(
                parsed, terminal, configuration, options.Execution(parsed), id => options.Continuation(parsed, id),
                cancellationToken);
        }

        await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        RunEstimator estimator = new(store, Providers.Create(kernel), TimeProvider.System)
        {
            Force = options.Execution(parsed).Force,
        };
        PlanOutput.Write(terminal, await estimator.EstimateAsync(configuration, cancellationToken));
        return ExitCode.Passed;
    }
}
