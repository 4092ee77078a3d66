using System.Globalization;
using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Cli.Rendering;

/// <summary>Plain lines every few seconds, for logs.</summary>
internal sealed class LineProgress(TextWriter writer, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly NoticeLines _notices = new();
    private (string Model, string Task) _current;
    private long _started;
    private long _written;
    private int _before;
    private int _most;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (value.Notice is not null)
            {
                _notices.Write(writer, value);
                return;
            }

            if (_current != (value.Model, value.Task))
            {
                _current = (value.Model, value.Task);
                _started = _written = time.GetTimestamp();
                _before = _most = value.Done;
                return;
            }

            _most = Math.Max(_most, value.Done);
            if (value.Done == value.Total || time.GetElapsedTime(_written) >= s_interval)
            {
                _written = time.GetTimestamp();
                writer.WriteLine(Terminal.Printable(Describe(value)));
            }
        }
    }

    private string Describe(RunProgress value)
    {
        double rate = (_most - _before) / Math.Max(time.GetElapsedTime(_started).TotalSeconds, 1e-3);
        double left = rate > 0 ? (value.Total - _most) / rate ?? 0 : 0;
        string unit = value.Unit.Length > 0 ? " " + value.Unit : "";
        string total = value.Total?.ToString(CultureInfo.InvariantCulture) ?? "?";
        return FormattableString.Invariant(
            $"{value.Model} {value.Task} {_most}/{total}{unit}, {rate:0.0}{unit}/s")
            + (_most < value.Total ? FormattableString.Invariant($", {left:0} s left") : "")
            + (value.Errors > 0 ? FormattableString.Invariant($", {value.Errors} {value.ErrorWord}") : "");
    }
}
