using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Models.Serving;

namespace EvalHarness.Cli.Options;

/// <summary>
/// What Ctrl-C, SIGTERM and SIGHUP do: the first stops the work, which then has a moment to save; the second ends the
/// process at once, and so does the first where the work does not end by itself. Every end names the command that
/// continues.
/// </summary>
/// <param name="terminal">Hears of it on standard error.</param>
/// <param name="exit">Ends the process.</param>
/// <param name="time">The clock.</param>
internal sealed class Interruption(Terminal terminal, Action<int> exit, TimeProvider time) : IDisposable
{
    // With what it takes to end the process this stays below two seconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.4);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private ITimer? _end;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>A signal came.</summary>
    public void Signal()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = _end is null;
            _end ??= time.CreateTimer(_ => End(), state: null, s_patience, Timeout.InfiniteTimeSpan);
        }

        if (!isFirst)
        {
            End();
            return;
        }

        Guarded(() => terminal.Error.WriteLine(
            "stopping: calls in flight get a moment, then everything is saved; a second signal exits at once"));
        StartedServers.HurryAll();
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end?.Dispose();
        _stop.Dispose();
    }

    private void End()
    {
        Guarded(() => FailureOutput.WriteStop(terminal, (int)ExitCode.Incomplete));
        exit((int)ExitCode.Incomplete);
    }

    // A terminal that was closed takes no more words.
    private static void Guarded(Action say)
    {
        try
        {
            say();
        }
        catch (IOException)
        {
            // Whoever closed it does not read.
        }
    }
}
