using EvalHarness.Labels;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The page of the label policy, which labellers read beside the items.</summary>
/// <param name="source">What is reviewed.</param>
/// <param name="antiforgery">Gives forms their token.</param>
internal sealed class PolicyRoutes(ReviewSource source, IAntiforgery antiforgery)
{
    /// <summary>The label policy and its versions.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is { } run)
        {
            LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
            await PageResponse.WriteAsync<PolicyPage>(context, new()
            {
                [nameof(PolicyPage.Run)] = run.Id,
                [nameof(PolicyPage.Policies)] = book.Policies,
                [nameof(PolicyPage.FormToken)] = antiforgery.GetAndStoreTokens(context).RequestToken!,
            });
        }
    }

    /// <summary>Stores a new version of the label policy.</summary>
    public async Task SaveAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is { } run)
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            await source.Store.Labels.SavePolicyAsync(
                run.Id, form["text"].ToString(), LabellerCookie.Require(context), context.RequestAborted);
            context.Response.Redirect(ReviewAddresses.Policy(run.Id));
        }
    }
}
