using EvalHarness.Pipeline.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>One bar per model and task.</summary>
internal sealed class LiveProgress(ProgressContext context, IAnsiConsole console) : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, string), ProgressTask> _bars = [];

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (value.Notice is { } notice)
            {
                console.WriteLine(Terminal.Printable("warning: " + notice), new Style(Color.Yellow));
                return;
            }

            if (!_bars.TryGetValue((value.Model, value.Task), out ProgressTask? bar))
            {
                string name = Terminal.Printable($"{value.Model} · {value.Task}");
                _bars[(value.Model, value.Task)] = bar = context.AddTask(Markup.Escape(name), maxValue: value.Total);
            }

            bar.Value = Math.Max(bar.Value, value.Done);
        }
    }
}
