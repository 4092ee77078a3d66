using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EvalHarness.Cli.Rendering;

/// <summary>Samples done, of how many, and how many per second.</summary>
internal sealed class CountColumn : ProgressColumn
{
    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        string rate = task.Speed is { } speed ? speed.ToString("0.0", CultureInfo.InvariantCulture) + "/s" : "";
        string most = task.IsIndeterminate ? "?" : task.MaxValue.ToString("0", CultureInfo.InvariantCulture);
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}/{most} {rate}"));
    }
}
