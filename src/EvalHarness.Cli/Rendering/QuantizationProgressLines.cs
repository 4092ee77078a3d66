using EvalHarness.Inference.Quantization;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// Shows how far a quantizer is: one line that changes on a terminal, a line every few seconds elsewhere.
/// </summary>
internal sealed class QuantizationProgressLines(Terminal terminal, TimeProvider time) : IProgress<QuantizationProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly long _started = time.GetTimestamp();
    private long _written = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(QuantizationProgress value)
    {
        if (!terminal.IsErrorTerminal && time.GetElapsedTime(_written) < s_interval)
        {
            return;
        }

        _written = time.GetTimestamp();
        double share = (double)value.BytesDone / value.ByteCount;
        double left = time.GetElapsedTime(_started).TotalSeconds * (1 - share) / share;
        string line = FormattableString.Invariant(
            $"{value.TensorsDone}/{value.TensorCount} tensors, {100 * share:0} %, {left:0} s left, ")
            + ByteSize.Write(Environment.WorkingSet);
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
