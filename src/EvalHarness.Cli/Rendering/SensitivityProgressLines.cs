using EvalHarness.Inference.Quantization.Sensitivity;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// Shows how far the measuring of matrices is: one line that changes on a terminal, a line every few seconds elsewhere.
/// </summary>
internal sealed class SensitivityProgressLines(Terminal terminal, TimeProvider time) : IProgress<SensitivityProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private long _written = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(SensitivityProgress value)
    {
        if (!terminal.IsErrorTerminal && value.Done < value.Count && time.GetElapsedTime(_written) < s_interval)
        {
            return;
        }

        _written = time.GetTimestamp();
        string line = FormattableString.Invariant($"sensitivity {value.Done}/{value.Count} tensors");
        terminal.Error.Write(terminal.IsErrorTerminal ? $"\r{line,-60}" : line + Environment.NewLine);
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
