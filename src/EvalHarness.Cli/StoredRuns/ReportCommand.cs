using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>report RUN</c>: a stored run as a document.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        Option<string> format = new("--format")
        {
            Description = "Format of the report; json with --json.",
            HelpName = string.Join('|', ReportWriters.All.Select(writer => writer.Format)),
            CompletionSources = { ReportWriters.All.Select(writer => writer.Format).ToArray() },
            DefaultValueFactory = _ => "markdown",
        };
        Option<string?> output = new("--output")
        {
            Description = "File to write. [default: standard output]",
            HelpName = "FILE",
        };
        Command command = new("report", "Write the report of a stored run.")
        {
            id, format, output, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? file = parsed.GetValue(output);
            IReportWriter writer = ReadFormat(parsed, format, file);
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            Report report = await reports.BuildAsync(run, gates: null, cancellationToken);
            using MemoryStream document = new();
            await writer.WriteAsync(report, document, cancellationToken);
            if (file is null)
            {
                terminal.Output.Write(System.Text.Encoding.UTF8.GetString(document.ToArray()));
            }
            else
            {
                await WriteAsync(file, document.ToArray(), cancellationToken);
                WriteSummary(parsed, terminal, run, writer, file);
            }

            return (int)ReportExitCode.ForShown(report);
        });
        return command;
    }

    // With --json, and no file, the report itself is the document on standard output.
    private static IReportWriter ReadFormat(ParseResult parsed, Option<string> format, string? file)
    {
        bool isJson = file is null && GlobalOptions.IsJson(parsed);
        bool isGiven = parsed.GetResult(format) is { Implicit: false };
        string name = isJson && !isGiven ? "json" : OptionChoice.Check(
            parsed.GetRequiredValue(format), [.. ReportWriters.All.Select(writer => writer.Format)], format.Name);
        if (isJson && name != "json")
        {
            throw new InvalidInputException(
                format.Name, $"{name} with --json", "json, because --json reserves standard output for one document",
                "Name a file with --output, or remove --json.");
        }

        return ReportWriters.All.First(found => found.Format == name);
    }

    private static void WriteSummary(
        ParseResult parsed, Terminal terminal, RunRecord run, IReportWriter writer, string file)
    {
        if (GlobalOptions.IsJson(parsed))
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("run", run.Id);
                json.WriteString("format", writer.Format);
                json.WriteString("file", file);
                json.WriteEndObject();
            });
        }
    }

    private static async Task WriteAsync(string file, byte[] document, CancellationToken cancellationToken)
    {
        try
        {
            await OutputFile.WriteAsync(file, document, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--output", FileFailure.Describe(failure), "a writable file");
        }
    }
}
