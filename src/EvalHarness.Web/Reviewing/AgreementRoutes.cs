using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The page that compares judges with people.</summary>
internal sealed class AgreementRoutes(ReviewSource source)
{
    /// <summary>Every question of a run: without another wish the dev part, where samples are split.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return;
        }

        string wish = context.Request.Query["part"].ToString();
        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        List<QuestionAgreement> found = [];
        foreach (LabelQuestion question in LabelQuestions.Of(run))
        {
            bool hasParts = book.DrawOf(question) is { Split.Dev: > 0 };
            LabelPart? part = wish switch
            {
                "sealed" => LabelPart.Sealed,
                "all" => null,
                _ => hasParts ? LabelPart.Dev : null,
            };
            found.Add(new(
                question,
                await RunAgreement.BuildAsync(source.Store, run, question, part, context.RequestAborted),
                hasParts));
        }

        await PageResponse.WriteAsync<AgreementPage>(context, new()
        {
            [nameof(AgreementPage.Run)] = run.Id,
            [nameof(AgreementPage.Questions)] = found,
        });
    }
}
