using System.CommandLine;
using System.Text;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Reporting;

namespace EvalHarness.Cli.Reports;

/// <summary>Prints a report the way the command line asks for.</summary>
internal static class ReportRendering
{
    /// <summary>One JSON document, or the tables and the decision.</summary>
    public static async Task WriteAsync(
        ParseResult parsed, Terminal terminal, Report report, CancellationToken cancellationToken)
    {
        if (GlobalOptions.IsJson(parsed))
        {
            using MemoryStream document = new();
            await new JsonReportWriter().WriteAsync(report, document, cancellationToken);
            terminal.Output.Write(Encoding.UTF8.GetString(document.ToArray()));
        }
        else
        {
            TerminalReport.Write(terminal.Results, report, GlobalOptions.IsVerbose(parsed));
        }
    }

    /// <summary>Says on standard error where the reports lie, unless nothing is to be said there.</summary>
    public static void WriteFiles(Terminal terminal, RunOutcome outcome, bool quiet)
    {
        foreach (string file in quiet ? [] : outcome.Files.Values)
        {
            terminal.Error.WriteLine("Report: " + Path.GetRelativePath(Environment.CurrentDirectory, file));
        }
    }
}
