using EvalHarness.Pipeline.Reporting.Csv;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Reporting.JUnit;
using EvalHarness.Pipeline.Reporting.Markdown;
using EvalHarness.Reporting;
using EvalHarness.Web;

namespace EvalHarness.Cli.Reports;

/// <summary>The report formats that the command line offers.</summary>
internal static class ReportWriters
{
    /// <summary>One writer for each format.</summary>
    public static IReadOnlyList<IReportWriter> All { get; } =
    [
        new JsonReportWriter(),
        new MarkdownReportWriter(),
        new JUnitReportWriter(),
        new CsvReportWriter(),
        new HtmlReportWriter(),
    ];

    /// <summary>The writer of a format; <c>null</c> when there is none of that name.</summary>
    public static IReportWriter? Find(string format) => All.FirstOrDefault(writer => writer.Format == format);
}
