using EvalHarness.Pipeline.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>One bar per model and task; notices above them.</summary>
internal sealed class LiveProgress(ProgressContext context, IAnsiConsole console) : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private readonly NoticeLines _notices = new();
    private readonly Dictionary<(string, string), ProgressTask> _bars = [];

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (_notices.Take(value) is { } notice)
            {
                console.WriteLine(Terminal.Printable(notice), new Style(Color.Yellow));
                return;
            }

            if (value.Notice is not null)
            {
                return;
            }

            if (!_bars.TryGetValue((value.Model, value.Task), out ProgressTask? bar))
            {
                string name = Terminal.Printable($"{value.Model} · {value.Task}");
                _bars[(value.Model, value.Task)] = bar = context.AddTask(Markup.Escape(name));
            }

            bar.IsIndeterminate = value.Total is null;
            bar.MaxValue = value.Total ?? int.MaxValue;

            bar.Value = Math.Max(bar.Value, value.Done);
        }
    }
}
