using System.Net;
using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Web.Reviewing;

/// <summary>
/// The run's judge calls every answer good; with another prompt the same model finds the wrong ones.
/// </summary>
public sealed class PromptPagesTests
{
    [Fact]
    public async Task APromptIsCheckedTriedOnTheDevPartComparedAndSaved()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync();
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        using HttpClient client = await run.OpenAsync();
        string editor = $"/runs/{run.Id}/prompts/local";
        Assert.Contains(editor, await client.GetStringAsync($"/runs/{run.Id}/prompts"), StringComparison.Ordinal);
        Assert.Contains(
            "Answer: {{output}}", WebUtility.HtmlDecode(await client.GetStringAsync(editor)), StringComparison.Ordinal);
        using HttpResponseMessage wrong = await ReviewForms.SendAsync(
            client, editor, editor, ("text", "name: judge\ntemplate: no output here <&\n"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        string said = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("does not use {{output}}", WebUtility.HtmlDecode(said), StringComparison.Ordinal);
        Assert.Contains("no output here &lt;&amp;", said, StringComparison.Ordinal);

        string text = PromptTrials.Strict(labelled);
        string version = await ReviewForms.PostAsync(
            client, editor, editor, ("text", text.ReplaceLineEndings("\r\n")));
        string planned = await client.GetStringAsync(version);
        int items = await CountDevAsync(labelled);
        Assert.Contains($"about {items}; answers that were kept cost none", planned, StringComparison.Ordinal);
        await ReviewForms.PostAsync(client, version, version + "/run");
        string shown = await ReviewForms.ReadyAsync(client, version);
        Assert.DoesNotContain("What the trial takes", shown, StringComparison.Ordinal);
        Assert.Contains($"{items / 2} gained", shown, StringComparison.Ordinal);
        Assert.Contains("0 lost", shown, StringComparison.Ordinal);
        Assert.Equal(items / 2, shown.Split("gained: right now").Length - 1);
        Assert.Contains($"/runs/{run.Id}/samples/ask/", shown, StringComparison.Ordinal);
        Assert.Contains("<ins>Strict:</ins>", shown, StringComparison.Ordinal);
        Assert.Contains("<del>Answer:</del>", shown, StringComparison.Ordinal);
        await NothingSealedWasJudgedAsync(labelled, version[(version.LastIndexOf('/') + 1)..]);

        string saved = await ReviewForms.PostAsync(client, version, version + "/save", ("file", "judge-2.yaml"));
        Assert.Contains("judge-2.yaml", await client.GetStringAsync(saved), StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(labelled.Evaluation.Evaluation.Combine("judge-2.yaml")));
        foreach (string name in (string[])["judge-2.yaml", "../judge.yaml", "/tmp/judge.yaml", "judge.txt", ".yaml"])
        {
            using HttpResponseMessage refused = await ReviewForms.SendAsync(
                client, version, version + "/save", ("file", name));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task WhatABudgetLeavesOpenIsSaidAndAskedNextTime()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync();
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        JsonObject critic = (JsonObject)labelled.Evaluation.Evaluation.Configuration["models"]!["critic"]!;
        critic["budget"] = new JsonObject { ["calls"] = 5 };
        labelled.Evaluation.Evaluation.WriteConfiguration();
        using HttpClient client = await run.OpenAsync();
        string editor = $"/runs/{run.Id}/prompts/local";
        string version = await ReviewForms.PostAsync(client, editor, editor, ("text", PromptTrials.Strict(labelled)));
        Assert.Contains("5 calls by the model", await client.GetStringAsync(version), StringComparison.Ordinal);
        await ReviewForms.PostAsync(client, version, version + "/run");
        string stopped = await ReviewForms.ReadyAsync(client, version);
        Assert.Contains("without a verdict, the first because", stopped, StringComparison.Ordinal);
        Assert.Contains("budget", stopped, StringComparison.OrdinalIgnoreCase);
        string id = version[(version.LastIndexOf('/') + 1)..];
        Assert.Equal(5, (await VerdictsAsync(labelled, id)).Count(row => row.Verdict.Score is not null));

        critic.Remove("budget");
        labelled.Evaluation.Evaluation.WriteConfiguration();
        await ReviewForms.PostAsync(client, version, version + "/run");
        Assert.DoesNotContain(
            "without a verdict", await ReviewForms.ReadyAsync(client, version), StringComparison.Ordinal);
        Assert.All(await VerdictsAsync(labelled, id), row => Assert.NotNull(row.Verdict.Score));
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task AnEndpointThatIsDeadIsSaidAndNothingIsJudged()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync();
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        labelled.Evaluation.Evaluation.Configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = "http://127.0.0.1:9/v1",
            ["model"] = "critic",
        };
        labelled.Evaluation.Evaluation.WriteConfiguration();
        using HttpClient client = await run.OpenAsync();
        string editor = $"/runs/{run.Id}/prompts/local";
        using HttpResponseMessage refused = await ReviewForms.SendAsync(
            client, editor, editor, ("text", PromptTrials.Strict(labelled)));
        string said = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("an endpoint that cannot be reached", said, StringComparison.Ordinal);
        Assert.Contains("Start the server, or check the address and the key.", said, StringComparison.Ordinal);
        Assert.Contains("Strict:", said, StringComparison.Ordinal);
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task ATrialCanBeStoppedAndKeepsWhatWasJudged()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync(delayMs: 1500);
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        using HttpClient client = await run.OpenAsync();
        string editor = $"/runs/{run.Id}/prompts/local";
        string version = await ReviewForms.PostAsync(client, editor, editor, ("text", PromptTrials.Strict(labelled)));
        await ReviewForms.PostAsync(client, version, version + "/run");
        string id = version[(version.LastIndexOf('/') + 1)..];
        while ((await VerdictsAsync(labelled, id)).Count == 0)
        {
            await Task.Delay(20);
        }

        using HttpResponseMessage second = await ReviewForms.SendAsync(client, version, version + "/run");
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        await ReviewForms.PostAsync(client, version, version + "/stop");
        Assert.Contains("It was stopped", await ReviewForms.ReadyAsync(client, version), StringComparison.Ordinal);
        Assert.InRange((await VerdictsAsync(labelled, id)).Count, 1, await CountDevAsync(labelled) - 1);
    }

    [Fact]
    public async Task WhereEverythingIsSealedNothingCanBeTried()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync(LabelSplit.AllSealed);
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        using HttpClient client = await run.OpenAsync();
        string editor = $"/runs/{run.Id}/prompts/local";
        Assert.Contains(
            "All labels of this run are sealed", await client.GetStringAsync(editor), StringComparison.Ordinal);
        using HttpResponseMessage refused = await ReviewForms.SendAsync(
            client, editor, editor, ("text", PromptTrials.Strict(labelled)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<int> CountDevAsync(LabelledEvaluation labelled) =>
        (await labelled.QueueAsync()).Entries.Count(entry => entry.Part == LabelPart.Dev);

    private static async Task<List<VerdictRow>> VerdictsAsync(LabelledEvaluation labelled, string judgeId)
    {
        List<VerdictRow> rows = [];
        await foreach (VerdictRow row in labelled.Store.ReadVerdictsAsync(
            labelled.Run.Id, "ask", CancellationToken.None))
        {
            if (row.JudgeId == judgeId)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static async Task NothingSealedWasJudgedAsync(LabelledEvaluation labelled, string judgeId)
    {
        List<VerdictRow> rows = await VerdictsAsync(labelled, judgeId);
        EstimationDraw draw = (await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None))
            .DrawOf(labelled.Question)!;
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(LabelPart.Dev, draw.PartOf(row.Verdict.SampleId, group: null)));
        Assert.All(rows, row => Assert.Equal(VerdictPurpose.Label, row.Purpose));
    }
}
