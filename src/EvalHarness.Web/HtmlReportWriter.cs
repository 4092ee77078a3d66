using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using EvalHarness.Reporting;
using EvalHarness.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EvalHarness.Web;

/// <summary>
/// <c>report.html</c>: one file that asks for nothing else, without scripts, rendered from the Razor components that
/// the review UI shares. Every text of a model is encoded and its invisible characters are shown.
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
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
            .BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        ParameterView parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report });
        string html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString());
        string page = html.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() + "\n";
        await destination.WriteAsync(Encoding.UTF8.GetBytes(page), cancellationToken);
    }
}
