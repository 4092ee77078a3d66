using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Cli.Rendering;

/// <summary>What a user should know of a model while it is asked: each sentence once.</summary>
internal sealed class NoticeLines
{
    private readonly HashSet<(string, string)> _said = [];
    private readonly Lock _lock = new();

    /// <summary>The line of a notice that was not taken before; <c>null</c> where there is none.</summary>
    public string? Take(RunProgress value)
    {
        lock (_lock)
        {
            return value.Notice is { } notice && _said.Add((value.Model, notice)) ? "warning: " + notice : null;
        }
    }

    /// <summary>Writes a notice that was not written before.</summary>
    public void Write(TextWriter writer, RunProgress value)
    {
        if (Take(value) is { } line)
        {
            writer.WriteLine(Terminal.Printable(line));
        }
    }
}
