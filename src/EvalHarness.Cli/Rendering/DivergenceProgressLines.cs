using EvalHarness.Pipeline.Fidelity;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// Shows how many chunks are compared: one line that changes on a terminal, a line every few seconds elsewhere.
/// </summary>
internal sealed class DivergenceProgressLines(Terminal terminal, bool isQuiet, TimeProvider time)
    : IProgress<DivergenceProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly long _started = time.GetTimestamp();
    private long _written = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(DivergenceProgress value)
    {
        if (isQuiet || (!terminal.IsErrorTerminal && time.GetElapsedTime(_written) < s_interval))
        {
            return;
        }

        _written = time.GetTimestamp();
        double left = time.GetElapsedTime(_started).TotalSeconds
            * (value.Chunks - value.ChunksDone) / value.ChunksDone;
        string line = FormattableString.Invariant(
            $"{value.ChunksDone}/{value.Chunks} chunks, {left:0} s left");
        terminal.Error.Write(terminal.IsErrorTerminal ? $"\r{line,-60}" : line + Environment.NewLine);
    }

    /// <summary>Clears the line that changes.</summary>
    public void Finish()
    {
        if (!isQuiet && terminal.IsErrorTerminal)
        {
            terminal.Error.Write($"\r{"",-60}\r");
        }
    }
}
