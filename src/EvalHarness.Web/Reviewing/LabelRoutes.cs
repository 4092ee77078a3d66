using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The pages on which people label: the queue, one item after another, what they disagree about.</summary>
/// <param name="source">What is reviewed.</param>
/// <param name="samples">Reads a sample with its verdicts.</param>
/// <param name="antiforgery">Gives forms their token.</param>
internal sealed class LabelRoutes(ReviewSource source, SampleRoutes samples, IAntiforgery antiforgery)
{
    private const long SeedWithoutDraw = 1;
    private const int MostDisputes = 100;

    /// <summary>What there is to label.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return;
        }

        LabelBook book = await source.Labels.BookAsync(run.Id, cancellationToken);
        string labeller = LabellerCookie.Read(context);
        List<LabelTask> tasks = [];
        foreach (LabelQuestion question in LabelQuestions.Of(run))
        {
            tasks.Add(await TaskAsync(run, question, book, labeller));
        }

        await PageResponse.WriteAsync<LabelsPage>(context, new()
        {
            [nameof(LabelsPage.Overview)] = new LabelOverview
            {
                Run = run.Id,
                Labeller = labeller,
                IsWritable = source.Store.Labels.IsWritable,
                Tasks = tasks,
                Policy = book.Policy,
                FormToken = FormToken(context),
            },
        });
    }

    /// <summary>Takes the labeller's name.</summary>
    public async Task NameAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is { } run)
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            LabellerCookie.Write(context, form["labeller"].ToString());
            context.Response.Redirect(ReviewAddresses.Labels(run.Id));
        }
    }

    /// <summary>Draws the items of a question for the estimate.</summary>
    public async Task DrawAsync(HttpContext context)
    {
        if (await FindAsync(context) is ({ } run, { } question))
        {
            await LabelDrawing.DrawAsync(
                source.Store, run, question, LabellerCookie.Require(context), context.RequestAborted);
            context.Response.Redirect(ReviewAddresses.Labels(run.Id));
        }
    }

    /// <summary>Leads to the labeller's next item.</summary>
    public async Task NextAsync(HttpContext context)
    {
        if (await FindAsync(context) is ({ } run, { } question))
        {
            LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
            LabelQueue queue = await source.Labels.QueueAsync(run, question, book);
            bool isReading = context.Request.Query["list"] == ReviewAddresses.ReadingList;
            QueueEntry? next = queue.Next(book, LabellerCookie.Require(context), !isReading);
            context.Response.Redirect(next is null
                ? ReviewAddresses.Labels(run.Id)
                : ReviewAddresses.LabelItem(run.Id, question.Id, next.Item.Id));
        }
    }

    /// <summary>One item: blind until it is answered, with everything afterwards.</summary>
    public async Task ItemAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } question))
        {
            return;
        }

        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        if (await FindAsync(context, run, question, book) is not { } entry)
        {
            return;
        }

        await PageResponse.WriteAsync<LabelPage>(context, new()
        {
            [nameof(LabelPage.View)] = await ViewAsync(context, run, question, book, entry),
        });
    }

    /// <summary>Stores what a labeller did with an item, and only then says so.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } question))
        {
            return;
        }

        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        if (await FindAsync(context, run, question, book) is not { } entry)
        {
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        bool candidateFirst = CandidateFirst(entry.Item, book.DrawOf(question));
        LabelEntry answer = LabelForm.Read(form) with
        {
            RunId = run.Id,
            Labeller = LabellerCookie.Require(context),
            Item = entry.Item,
            Question = question,
            Score = LabelForm.ReadScore(form, question, candidateFirst),
            CandidateFirst = question.Kind == LabelKind.Pair ? candidateFirst : null,
            PolicyHash = book.Policy?.Hash,
        };
        await source.Store.Labels.AppendAsync(answer, context.RequestAborted);
        context.Response.Redirect(answer.Action switch
        {
            LabelAction.Skip => ReviewAddresses.NextLabel(run.Id, question.Id, !entry.IsDrawn),
            LabelAction.Adjudicate => ReviewAddresses.Disputes(run.Id, question.Id),
            _ => ReviewAddresses.LabelItem(run.Id, question.Id, entry.Item.Id),
        });
    }

    /// <summary>Takes back what a labeller did last, and shows that item again.</summary>
    public async Task UndoAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } question))
        {
            return;
        }

        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        if (book.LastOf(LabellerCookie.Require(context)) is not { } last)
        {
            context.Response.Redirect(ReviewAddresses.NextLabel(run.Id, question.Id, isReading: false));
            return;
        }

        await source.Store.Labels.AppendAsync(
            last.Entry with
            {
                Action = LabelAction.Undo,
                Score = null,
                Note = null,
                Reason = null,
                Token = LabelForm.ReadToken(await context.Request.ReadFormAsync(context.RequestAborted)),
                Origin = "review",
            },
            context.RequestAborted);
        context.Response.Redirect(
            ReviewAddresses.LabelItem(run.Id, last.Entry.Question.Id, last.Entry.Item.Id));
    }

    /// <summary>Items on which labellers differ.</summary>
    public async Task DisputesAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } run, { } question))
        {
            return;
        }

        LabelBook book = await source.Labels.BookAsync(run.Id, context.RequestAborted);
        LabelQueue queue = await source.Labels.QueueAsync(run, question, book);
        ItemLabels[] disputed = [.. book.Items(question).Where(item => item.IsDisputed)];
        List<LabelView> views = [];
        foreach (QueueEntry entry in disputed.Select(item => queue.Find(item.Item!.Id)).OfType<QueueEntry>()
            .Take(MostDisputes))
        {
            views.Add(await ViewAsync(context, run, question, book, entry));
        }

        await PageResponse.WriteAsync<DisputesPage>(context, new()
        {
            [nameof(DisputesPage.Run)] = run.Id,
            [nameof(DisputesPage.Views)] = views,
            [nameof(DisputesPage.Total)] = disputed.Length,
        });
    }

    private async Task<LabelTask> TaskAsync(
        RunRecord run, LabelQuestion question, LabelBook book, string labeller)
    {
        LabelQueue queue = await source.Labels.QueueAsync(run, question, book);
        return new LabelTask(
            question,
            queue.Draw,
            queue.Draw is null ? queue.Propose() : null,
            Counts(queue.Progress(book, labeller)),
            Counts(queue.Progress(book, labeller, drawn: false)),
            queue.Needs(book),
            book.Items(question).Count(item => item.IsDisputed));
    }

    private async Task<LabelView> ViewAsync(
        HttpContext context, RunRecord run, LabelQuestion question, LabelBook book, QueueEntry entry)
    {
        ISampleLookup lookup = (ISampleLookup)source.Store;
        CancellationToken cancellationToken = context.RequestAborted;
        SampleRow sample = (await lookup.FindSampleAsync(
            run.Id, entry.Item.Task, entry.Ordinal, cancellationToken))!;
        IReadOnlyList<OutputRow> outputs = await lookup.ReadOutputsOfSampleAsync(
            run.Id, entry.Item.Task, entry.Ordinal, cancellationToken);
        string candidate = TextOf(outputs, entry.Item.Model);
        bool candidateFirst = CandidateFirst(entry.Item, book.DrawOf(question));
        string baseline = entry.Item.Baseline is { } name ? TextOf(outputs, name) : "";
        string labeller = LabellerCookie.Require(context);
        LabelQueue queue = await source.Labels.QueueAsync(run, question, book);
        ItemLabels labels = book.Of(question, entry.Item.Id);
        bool isLocked = labels.IsAnswered(labeller);
        return new LabelView
        {
            Run = run,
            Question = question,
            Entry = entry,
            Sample = sample,
            Texts = question.Kind == LabelKind.Output ? [candidate]
                : candidateFirst ? [candidate, baseline]
                : [baseline, candidate],
            CandidateFirst = candidateFirst,
            Labeller = labeller,
            Progress = Counts(queue.Progress(book, labeller, entry.IsDrawn)),
            Labels = labels,
            Policy = book.Policy,
            Revealed = isLocked
                ? await samples.FindAsync(
                    run, entry.Item.Task, entry.Ordinal, entry.Item.Model, cancellationToken, withDecision: false)
                : null,
            FormToken = FormToken(context),
        };
    }

    private async Task<(RunRecord? Run, LabelQuestion? Question)> FindAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return (null, null);
        }

        string id = (string)context.Request.RouteValues["question"]!;
        LabelQuestion? question = LabelQuestions.Of(run).FirstOrDefault(known => known.Id == id);
        if (question is null)
        {
            await ProblemPages.NotFoundAsync(context, $"no question \"{id}\" in this run");
        }

        return (run, question);
    }

    private async Task<QueueEntry?> FindAsync(
        HttpContext context, RunRecord run, LabelQuestion question, LabelBook book)
    {
        string id = (string)context.Request.RouteValues["item"]!;
        QueueEntry? entry = (await source.Labels.QueueAsync(run, question, book)).Find(id);
        if (entry is null)
        {
            await ProblemPages.NotFoundAsync(context, $"no item \"{id}\" in the queue of this question");
        }

        return entry;
    }

    private string FormToken(HttpContext context) => antiforgery.GetAndStoreTokens(context).RequestToken!;

    private static bool CandidateFirst(LabelItem item, EstimationDraw? draw) =>
        item.CandidateFirst(draw?.Seed ?? SeedWithoutDraw);

    private static (int Answered, int All) Counts(QueueProgress progress) => (progress.Answered, progress.All);

    private static string TextOf(IReadOnlyList<OutputRow> outputs, string model) =>
        outputs.FirstOrDefault(row => row.Model == model)?.Output.Text ?? "";
}
