using System.Text.Json;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// <c>report.json</c>: the whole report for machines, keys in snake_case with units, in a fixed order. Texts are as
/// the models wrote them, escaped; numbers are exact; what is missing is <c>null</c>. <c>report.schema.json</c>
/// describes it.
/// </summary>
public sealed class JsonReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        await JsonSerializer.SerializeAsync(
            destination, new ReportDocument(report), ReportJsonContext.Document.ReportDocument, cancellationToken);
        await destination.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
