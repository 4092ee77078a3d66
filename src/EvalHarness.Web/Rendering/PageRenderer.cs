using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EvalHarness.Web.Rendering;

/// <summary>Renders a component to the bytes of a document: the same ones for a file and for a response.</summary>
internal static class PageRenderer
{
    /// <summary>The document, in UTF-8.</summary>
    /// <typeparam name="TPage">The component of the whole document.</typeparam>
    /// <param name="parameters">Its parameters by name.</param>
    public static async Task<byte[]> RenderAsync<TPage>(IReadOnlyDictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
            .BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        ParameterView view = ParameterView.FromDictionary(parameters.ToDictionary());
        string html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(view)).ToHtmlString());
        return Encoding.UTF8.GetBytes(html.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() + "\n");
    }
}
