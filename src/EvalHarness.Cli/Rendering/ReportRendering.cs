using System.CommandLine;
using System.Text;
using EvalHarness.Pipeline.Reporting;

namespace EvalHarness.Cli.Rendering;

/// <summary>Prints a report the way the command line asks for.</summary>
internal static class ReportRendering
{
    /// <summary>One JSON document, or the tables and the verdict.</summary>
    public static async Task WriteAsync(
        ParseResult parsed, Terminal terminal, Report report, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            using MemoryStream document = new();
            await new JsonReportWriter().WriteAsync(report, document, cancellationToken);
            terminal.Output.Write(Encoding.UTF8.GetString(document.ToArray()));
        }
        else
        {
            ReportTable.Write(terminal.Results, report);
        }
    }
}
