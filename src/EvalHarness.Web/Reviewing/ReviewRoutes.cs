using System.Text;
using EvalHarness.Web.Style;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EvalHarness.Web.Reviewing;

/// <summary>Which page answers which address.</summary>
/// <param name="source">What is reviewed.</param>
/// <param name="antiforgery">Gives forms their token.</param>
internal sealed class ReviewRoutes(ReviewSource source, IAntiforgery antiforgery)
{
    /// <summary>Name of the hidden field that carries a form's token.</summary>
    public const string FormToken = "form-token";

    /// <summary>Adds every route.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/review.css", context => TextAsync(context, "text/css", ReviewStyle.Sheet));
        Get(routes, "/review.js", context => TextAsync(context, "text/javascript", ReviewStyle.Script));
        RunRoutes runs = new(source);
        Get(routes, "/", runs.ListAsync);
        Get(routes, "/runs/{run}", runs.ShowAsync);
        SampleRoutes samples = new(source);
        Get(routes, "/runs/{run}/samples", samples.ListAsync);
        Get(routes, "/runs/{run}/samples/{task}/{ordinal:int}", samples.ShowAsync);
        LabelRoutes labels = new(source, samples, antiforgery);
        PolicyRoutes policy = new(source, antiforgery);
        Get(routes, "/runs/{run}/label", labels.ShowAsync);
        Get(routes, "/runs/{run}/label/policy", policy.ShowAsync);
        Get(routes, "/runs/{run}/label/{question}/next", labels.NextAsync);
        Get(routes, "/runs/{run}/label/{question}/items/{item}", labels.ItemAsync);
        Get(routes, "/runs/{run}/label/{question}/disputes", labels.DisputesAsync);
        Get(routes, "/runs/{run}/agreement", new AgreementRoutes(source).ShowAsync);
        PromptRoutes prompts = new(source, antiforgery);
        Get(routes, "/runs/{run}/prompts", prompts.ListAsync);
        Get(routes, "/runs/{run}/prompts/{judge}", prompts.EditAsync);
        Get(routes, "/runs/{run}/prompts/{judge}/{version}", prompts.ShowAsync);
        Post(routes, "/runs/{run}/prompts/{judge}", prompts.KeepAsync);
        Post(routes, "/runs/{run}/prompts/{judge}/{version}/run", prompts.StartAsync);
        Post(routes, "/runs/{run}/prompts/{judge}/{version}/stop", prompts.StopAsync);
        Post(routes, "/runs/{run}/prompts/{judge}/{version}/save", prompts.SaveAsync);
        Post(routes, "/runs/{run}/label/name", labels.NameAsync);
        Post(routes, "/runs/{run}/label/policy", policy.SaveAsync);
        Post(routes, "/runs/{run}/label/{question}/draw", labels.DrawAsync);
        Post(routes, "/runs/{run}/label/{question}/undo", labels.UndoAsync);
        Post(routes, "/runs/{run}/label/{question}/items/{item}", labels.AnswerAsync);
    }

    private static void Get(IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], answer);

    private static void Post(IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) =>
        routes.MapMethods(pattern, [HttpMethods.Post], answer);

    private static Task TextAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type + "; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }
}
