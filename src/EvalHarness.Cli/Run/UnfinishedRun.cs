using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Runs;

namespace EvalHarness.Cli.Run;

/// <summary>What is said of runs that did not come to their end.</summary>
internal static class UnfinishedRun
{
    /// <summary>Says that a run of the same configuration can be continued, if there is one.</summary>
    /// <param name="terminal">Hears of it on standard error.</param>
    /// <param name="store">Where runs are.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="continuation">The command that continues a run.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task MentionAsync(
        Terminal terminal,
        IRunStore store,
        ResolvedConfiguration configuration,
        Func<string, string> continuation,
        CancellationToken cancellationToken)
    {
        RunRecord? unfinished = (await store.ListRunsAsync(cancellationToken)).FirstOrDefault(run =>
            run.Status != RunStatus.Finished && run.Manifest.ConfigurationSha256 == configuration.Sha256);
        if (unfinished is not null)
        {
            terminal.Error.WriteLine("This configuration has an unfinished run. To resume it instead:");
            terminal.Error.WriteLine("  " + continuation(unfinished.Id));
        }
    }

    /// <summary>Says how the run that was just stopped is continued.</summary>
    public static void SayHowToContinue(Terminal terminal, string continuation)
    {
        terminal.Continuation = continuation;
        FailureOutput.WriteStop(terminal, (int)ExitCode.Incomplete);
    }
}
