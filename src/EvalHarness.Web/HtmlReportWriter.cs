using EvalHarness.Reporting;
using EvalHarness.Web.Components;
using EvalHarness.Web.Rendering;

namespace EvalHarness.Web;

/// <summary>
/// <c>report.html</c>: one file that asks for nothing else, without scripts, rendered from the Razor components that
/// the review pages share. Every text of a model is encoded and its invisible characters are shown.
/// </summary>
public sealed class HtmlReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "html";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        await destination.WriteAsync(
            await PageRenderer.RenderAsync<ReportPage>(
                new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report }),
            cancellationToken);
    }
}
