namespace EvalHarness.Cli.Rendering;

/// <summary>Where long work stands: one line that changes on a terminal, a line every few seconds elsewhere.</summary>
/// <param name="terminal">Where it is shown, on standard error.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusLine(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly long _started = time.GetTimestamp();
    private long _written = time.GetTimestamp();

    /// <summary>Time since the work began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Shows a line when it is time for one.</summary>
    /// <param name="line">Makes the line.</param>
    /// <param name="isLast">Nothing follows, so that it is shown in any case.</param>
    public void Show(Func<string> line, bool isLast = false)
    {
        if (terminal.IsErrorTerminal || isLast || time.GetElapsedTime(_written) >= s_interval)
        {
            _written = time.GetTimestamp();
            terminal.Error.Write(terminal.IsErrorTerminal ? $"\r{line(),-60}" : line() + Environment.NewLine);
        }
    }

    /// <summary>Clears the line that changes.</summary>
    public void Finish()
    {
        if (terminal.IsErrorTerminal)
        {
            terminal.Error.Write($"\r{"",-60}\r");
        }
    }
}
