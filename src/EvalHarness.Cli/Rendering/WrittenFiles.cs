using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Rendering;

/// <summary>The list of files that a command wrote.</summary>
internal static class WrittenFiles
{
    /// <summary>Prints the list: a line for each file or, with <c>--json</c>, a document.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<string> files)
    {
        if (terminal.IsJson)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteTexts("files", files);
                json.WriteEndObject();
            });
            return;
        }

        foreach (string file in files)
        {
            terminal.Output.WriteLine(Terminal.Printable(file));
        }
    }
}
