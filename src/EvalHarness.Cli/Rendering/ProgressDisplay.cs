using EvalHarness.Pipeline.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>Progress on standard error: live on a terminal, plain lines elsewhere, notices alone when quiet.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs something while showing how far it has come.</summary>
    public static async Task<T> ShowAsync<T>(Terminal terminal, bool quiet, Func<IProgress<RunProgress>, Task<T>> run)
    {
        if (quiet)
        {
            return await run(new SilentProgress(terminal.Error));
        }

        if (!terminal.IsErrorTerminal)
        {
            return await run(new LineProgress(terminal.Error, TimeProvider.System));
        }

        return await terminal.Messages.Progress()
            .AutoRefresh(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new CountColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => run(new LiveProgress(context, terminal.Messages)));
    }

    // What was done otherwise than configured is said all the same.
    private sealed class SilentProgress(TextWriter writer) : IProgress<RunProgress>
    {
        private readonly NoticeLines _notices = new();

        public void Report(RunProgress value) => _notices.Write(writer, value);
    }
}
