using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Runs.Iterating;
using EvalHarness.Runs;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The pages on which judges' prompts are improved.</summary>
/// <param name="source">What is reviewed.</param>
/// <param name="antiforgery">Gives forms their token.</param>
internal sealed class PromptRoutes(ReviewSource source, IAntiforgery antiforgery)
{
    /// <summary>The judges of a run with the versions of their prompts.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return;
        }

        List<(string Judge, PromptHistory History)> judges = [];
        foreach ((string judge, LabelQuestion question) in IterableJudges.Of(run))
        {
            judges.Add((judge, await ReadAsync(context, run, judge, question)));
        }

        await PageResponse.WriteAsync<PromptsPage>(context, new()
        {
            [nameof(PromptsPage.Run)] = run.Id,
            [nameof(PromptsPage.Judges)] = judges,
        });
    }

    /// <summary>A judge's prompt to work on.</summary>
    public async Task EditAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } judge, { } question))
        {
            return;
        }

        PromptHistory history = await ReadAsync(context, run, judge, question);
        string from = context.Request.Query["from"].ToString();
        string? text = history.Versions.FirstOrDefault(version => version.JudgeId == from)?.Prompt?.Text;
        IReadOnlyList<InputError> mistakes = [];
        if (text is null && source.Prompts.CanAsk)
        {
            try
            {
                await using JudgeBench bench = source.Prompts.Open();
                text = new PromptIteration(bench).ReadFile(judge);
            }
            catch (InvalidInputException mistake)
            {
                mistakes = mistake.Errors;
            }
        }

        await EditAsync(context, run, judge, history, text, mistakes);
    }

    /// <summary>Checks a prompt and keeps it as a version to be tried; a mistake is shown with the text.</summary>
    public async Task KeepAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } judge, { } question))
        {
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        string text = form["text"].ToString().ReplaceLineEndings("\n");
        try
        {
            await using JudgeBench bench = source.Prompts.Open();
            PromptTrial trial = await new PromptIteration(bench).PlanAsync(
                run, judge, text, LabellerCookie.Read(context), context.RequestAborted);
            context.Response.Redirect(ReviewAddresses.PromptVersion(run.Id, judge, trial.JudgeId));
        }
        catch (InvalidInputException mistake)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await EditAsync(
                context, run, judge, await ReadAsync(context, run, judge, question), text, mistake.Errors);
        }
    }

    /// <summary>A version: what its trial takes, how far it has come, what it showed.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } judge, { } question))
        {
            return;
        }

        // Before the history is read: of a trial that ends meanwhile, the page has a part, and is asked for again.
        string id = (string)context.Request.RouteValues["version"]!;
        TrialState? trial = source.Prompts.Find(run.Id, judge, id);
        PromptHistory history = await ReadAsync(context, run, judge, question);
        if (history.Versions.FirstOrDefault(version => version.JudgeId == id) is not { } version)
        {
            await ProblemPages.NotFoundAsync(context, $"no version \"{id}\" of the judge \"{judge}\"");
            return;
        }

        string against = context.Request.Query["against"].ToString();
        TriedPrompt? other = history.Versions.FirstOrDefault(one => one.JudgeId == against && one != version)
            ?? history.Versions.TakeWhile(one => one != version).LastOrDefault();
        PromptView view = new()
        {
            Run = run.Id,
            Judge = judge,
            Question = question,
            History = history,
            Version = version,
            Other = other,
            Compared = other is null ? null : history.Compare(id, other.JudgeId),
            Flips = other is null ? [] : history.Flips(id, other.JudgeId),
            Trial = trial,
            Saved = context.Request.Query["saved"].ToString() is { Length: > 0 } saved ? saved : null,
            FormToken = antiforgery.GetAndStoreTokens(context).RequestToken!,
        };
        if (view.Trial is { IsRunning: true })
        {
            context.Response.Headers["Refresh"] = "2";
        }
        else if (source.Prompts.CanAsk && version.Prompt is { } prompt)
        {
            view = await PlannedAsync(view, run, prompt, context.RequestAborted);
        }

        await PageResponse.WriteAsync<PromptPage>(context, new() { [nameof(PromptPage.View)] = view });
    }

    /// <summary>Begins the trial of a version.</summary>
    public async Task StartAsync(HttpContext context)
    {
        if (await VersionAsync(context) is ({ } run, { } prompt))
        {
            source.Prompts.Start(run, prompt.Judge, prompt.JudgeId, prompt.Text);
            context.Response.Redirect(ReviewAddresses.PromptVersion(run.Id, prompt.Judge, prompt.JudgeId));
        }
    }

    /// <summary>Stops the trial under way.</summary>
    public async Task StopAsync(HttpContext context)
    {
        if (await VersionAsync(context) is ({ } run, { } prompt))
        {
            if (source.Prompts.Find(run.Id, prompt.Judge, prompt.JudgeId) is { IsRunning: true })
            {
                await source.Prompts.StopAsync();
            }

            context.Response.Redirect(ReviewAddresses.PromptVersion(run.Id, prompt.Judge, prompt.JudgeId));
        }
    }

    /// <summary>Writes a version into a file beside the one that the configuration names.</summary>
    public async Task SaveAsync(HttpContext context)
    {
        if (await VersionAsync(context) is not ({ } run, { } prompt))
        {
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        string name = form["file"].ToString();
        await using JudgeBench bench = source.Prompts.Open();
        await new PromptIteration(bench).FolderOf(prompt.Judge).WriteAsync(
            name, prompt.Text, form["replace"] == "yes", context.RequestAborted);
        context.Response.Redirect(
            ReviewAddresses.PromptVersion(run.Id, prompt.Judge, prompt.JudgeId, against: null, name));
    }

    private async Task<PromptView> PlannedAsync(
        PromptView view, RunRecord run, PromptVersion prompt, CancellationToken cancellationToken)
    {
        try
        {
            await using JudgeBench bench = source.Prompts.Open();
            PromptIteration iteration = new(bench);
            view = view with { FileName = iteration.FolderOf(view.Judge).Propose() };
            if (view.History.Obstacle is not null)
            {
                return view;
            }

            PromptTrial plan = await iteration.PlanAsync(
                run, view.Judge, prompt.Text, prompt.Author, cancellationToken);
            return plan.JudgeId == prompt.JudgeId ? view with { Plan = plan } : view with
            {
                Mistakes =
                [
                    new InputError(
                        view.Judge, "a judge whose model or options have changed since this version was tried",
                        Fix: "Try its text again as a new version."),
                ],
            };
        }
        catch (InvalidInputException mistake)
        {
            return view with { Mistakes = mistake.Errors };
        }
    }

    private Task EditAsync(
        HttpContext context,
        RunRecord run,
        string judge,
        PromptHistory history,
        string? text,
        IReadOnlyList<InputError> mistakes) => PageResponse.WriteAsync<PromptEditorPage>(context, new()
        {
            [nameof(PromptEditorPage.Editor)] = new PromptEditor
            {
                Run = run.Id,
                Judge = judge,
                History = history,
                Text = text,
                Mistakes = mistakes,
                CanAsk = source.Prompts.CanAsk,
                FormToken = antiforgery.GetAndStoreTokens(context).RequestToken!,
            },
        });

    private Task<PromptHistory> ReadAsync(HttpContext context, RunRecord run, string judge, LabelQuestion question) =>
        PromptHistory.ReadAsync(source.Store, run, judge, question, context.RequestAborted);

    private async Task<(RunRecord? Run, string? Judge, LabelQuestion? Question)> FindAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return default;
        }

        string name = (string)context.Request.RouteValues["judge"]!;
        foreach ((string judge, LabelQuestion question) in IterableJudges.Of(run).Where(known => known.Judge == name))
        {
            return (run, judge, question);
        }

        await ProblemPages.NotFoundAsync(context, $"no judge \"{name}\" in the first layer of this run");
        return default;
    }

    private async Task<(RunRecord? Run, PromptVersion? Prompt)> VersionAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } judge, _))
        {
            return default;
        }

        string id = (string)context.Request.RouteValues["version"]!;
        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        PromptVersion? prompt = book.Prompts.FirstOrDefault(one => (one.Judge, one.JudgeId) == (judge, id));
        if (prompt is null)
        {
            await ProblemPages.NotFoundAsync(context, $"no text of the version \"{id}\" of the judge \"{judge}\"");
        }

        return (run, prompt);
    }
}
