using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Reading;

namespace EvalHarness.Cli.Tasks;

/// <summary>A task file that comes with the program.</summary>
/// <param name="Path">The file.</param>
/// <param name="Task">What it says.</param>
/// <param name="Needs">What it asks and needs, from the comment at its head.</param>
internal sealed record ReadyTaskFile(string Path, TaskFile Task, string Needs)
{
    private static readonly string s_folder = System.IO.Path.Combine(AppContext.BaseDirectory, "tasks");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<ReadyTaskFile> FindAll() => !Directory.Exists(s_folder) ? [] :
    [
        .. Directory.EnumerateFiles(s_folder, "*.yaml").Order(StringComparer.Ordinal)
            .Select(path => new ReadyTaskFile(path, TaskFileReader.ReadTask(path), HeadOf(path))),
    ];

    /// <summary>The file of a name that is no path of its own: <c>gsm8k</c>, or <c>gsm8k.yaml</c>.</summary>
    public static string Resolve(string file)
    {
        string ready = System.IO.Path.Combine(s_folder, System.IO.Path.ChangeExtension(file, ".yaml"));
        bool isName = System.IO.Path.GetFileName(file) == file && !File.Exists(file);
        return isName && File.Exists(ready) ? ready : file;
    }

    private static string HeadOf(string path) => string.Join(' ', File.ReadLines(path)
        .TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()));
}
