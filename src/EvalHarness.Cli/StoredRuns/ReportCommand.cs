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
        Argument<string> id = new("RUN") { Description = "Id of a stored run." };
        Option<string> format = new("--format")
        {
            Description = "Format of the document.",
            HelpName = string.Join('|', ReportWriters.All.Select(writer => writer.Format)),
            DefaultValueFactory = _ => "markdown",
        };
        Option<string?> output = new("--output")
        {
            Description = "File to write; standard output by default.",
            HelpName = "FILE",
        };
        Command command = new("report", "Write the report of a stored run.")
        {
            id, format, output, StoreLocation.Config,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string name = OptionChoice.Check(
                parsed.GetRequiredValue(format), [.. ReportWriters.All.Select(writer => writer.Format)], "--format");
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await reports.FindAsync(parsed.GetRequiredValue(id), cancellationToken);
            Report report = await reports.BuildAsync(run, gates: null, cancellationToken);
            IReportWriter writer = ReportWriters.All.First(found => found.Format == name);
            using MemoryStream document = new();
            await writer.WriteAsync(report, document, cancellationToken);
            if (parsed.GetValue(output) is { } file)
            {
                await WriteAsync(file, document.ToArray(), cancellationToken);
            }
            else
            {
                terminal.Output.Write(System.Text.Encoding.UTF8.GetString(document.ToArray()));
            }

            return (int)Verdict.OfShown(report);
        });
        return command;
    }

    private static async Task WriteAsync(string file, byte[] document, CancellationToken cancellationToken)
    {
        try
        {
            await OutputFile.WriteAsync(file, document, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--output", failure.Message, "a file that can be written");
        }
    }
}
