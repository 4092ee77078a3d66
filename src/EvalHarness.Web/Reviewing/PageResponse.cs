using EvalHarness.Web.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>Writes pages as responses.</summary>
internal static class PageResponse
{
    /// <summary>Writes a page.</summary>
    /// <typeparam name="TPage">Its component.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="parameters">The component's parameters.</param>
    public static async Task WriteAsync<TPage>(HttpContext context, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        byte[] page = await PageRenderer.RenderAsync<TPage>(parameters);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(page, context.RequestAborted);
        }
    }
}
