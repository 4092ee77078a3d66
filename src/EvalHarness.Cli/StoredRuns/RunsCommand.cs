using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>runs</c>: what the store holds, newest first.</summary>
internal static class RunsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("runs", "List stored runs, newest first.") { StoreLocation.ConfigOption() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IStoredRuns? store = StoreLocation.Find(parsed);
            IReadOnlyList<RunRecord> runs = store is null ? [] : await store.ListRunsAsync(cancellationToken);
            if (GlobalOptions.IsJson(parsed))
            {
                WriteJson(terminal, runs);
            }
            else
            {
                WriteTable(terminal, runs);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static void WriteTable(Terminal terminal, IReadOnlyList<RunRecord> runs)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("run", "started (UTC)", "status", "samples");
        foreach (RunRecord run in runs)
        {
            table.AddRow(
                Markup.Escape(Terminal.Printable(run.Id)),
                run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                Status(run.Status),
                run.Manifest.Samples.Values.Sum().ToString(CultureInfo.InvariantCulture));
        }

        terminal.Results.Write(table);
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<RunRecord> runs)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (RunRecord run in runs)
            {
                json.WriteStartObject();
                json.WriteString("id", run.Id);
                json.WriteString("name", run.Name);
                json.WriteString("status", Status(run.Status));
                json.WriteString("started", run.Started);
                if (run.Finished is { } finished)
                {
                    json.WriteString("finished", finished);
                }
                else
                {
                    json.WriteNull("finished");
                }

                json.WriteNumber("samples", run.Manifest.Samples.Values.Sum());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        terminal.Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static string Status(RunStatus status) => status switch
    {
        RunStatus.Finished => "finished",
        RunStatus.Running => "unfinished",
        _ => "incomplete",
    };
}
