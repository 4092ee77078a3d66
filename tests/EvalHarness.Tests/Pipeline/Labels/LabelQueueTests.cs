using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Labels;

public sealed class LabelQueueTests
{
    [Fact]
    public async Task ADrawnPairIsTwoOutputsSideBySideAndEqualOutputsAreNotAskedAbout()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(100, i => i % 5 == 0);
        await labelled.DrawAsync(1);
        QueueEntry[] entries = [.. (await labelled.QueueAsync()).Entries];
        Assert.Equal(40, entries.Length);
        Assert.All(entries.Chunk(2), pair => Assert.Equal(pair[0].Item.SampleId, pair[1].Item.SampleId));
        Assert.All(entries.Chunk(2), pair => Assert.Equal(
            ["base", "worse"], pair.Select(entry => entry.Item.Model).Order(StringComparer.Ordinal)));
        Assert.InRange(entries.Chunk(2).Count(pair => pair[0].Item.Model == "base"), 3, 17);
        Assert.All(entries, entry => Assert.Equal(1, entry.Probability));
    }

    [Fact]
    public async Task OneLabellersLabelIsEnoughExceptWhereLabellersAreCompared()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(60, i => i % 2 == 0);
        await labelled.DrawAsync(1);
        LabelQueue queue = await labelled.QueueAsync();
        int overlap = queue.Entries.Count(entry => entry.IsOverlap);
        Assert.InRange(overlap, 2, 24);
        while (queue.Next(await Book(labelled), "Ada") is { } next)
        {
            await labelled.LabelAsync(next.Item, 4);
        }

        Assert.Equal(new QueueProgress(60, 60), queue.Progress(await Book(labelled), "Ada"));
        Assert.Equal(new QueueProgress(0, overlap), queue.Progress(await Book(labelled), "Bo"));
        while (queue.Next(await Book(labelled), "Bo") is { } next)
        {
            Assert.True(next.IsOverlap);
            await labelled.LabelAsync(next.Item, 4, "Bo");
        }

        Assert.Equal(new QueueProgress(overlap, overlap), queue.Progress(await Book(labelled), "Bo"));
    }

    [Fact]
    public async Task WhatWasSkippedComesLastAndUndoneComesAgain()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 10 == 0);
        await labelled.DrawAsync(1);
        LabelQueue queue = await labelled.QueueAsync();
        QueueEntry first = queue.Next(await Book(labelled), "Ada")!;
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(first.Item, LabelAction.Skip), CancellationToken.None);
        QueueEntry second = queue.Next(await Book(labelled), "Ada")!;
        Assert.NotEqual(first, second);
        await labelled.LabelAsync(second.Item, 4);
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(second.Item, LabelAction.Undo), CancellationToken.None);
        Assert.Equal(second, queue.Next(await Book(labelled), "Ada"));
        QueueEntry? last = null;
        while (queue.Next(await Book(labelled), "Ada") is { } next)
        {
            last = next;
            await labelled.LabelAsync(next.Item, 4);
        }

        Assert.Equal(first, last);
        Assert.Equal(first, queue.Find(first.Item.Id));
    }

    [Fact]
    public async Task TheDrawIsAsLargeAsTheGatesNeedAndIsMadeOnce()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, i => i % 5 == 0);
        DrawProposal proposal = (await labelled.QueueAsync()).Propose();

        // 40 of 200 differ: at least 10 labels (R/m = 16), about 13 for 80 % power; the sealed part holds 16.
        LabelNeed need = Assert.Single((await labelled.QueueAsync()).Needs(LabelBook.Empty));
        Assert.Equal((200, 40, 10, 0), (need.Pairs, need.Differing, need.Least, need.Drawn));
        Assert.InRange(need.ForPower, 12, 15);
        Assert.Equal(LabelSplit.Usual, proposal.Draw.Split);
        Assert.Equal(need.ForPower / 40.0, proposal.Draw.Probability, 0.002);
        EstimationDraw draw = await LabelDrawing.DrawAsync(
            labelled.Store, labelled.Run, labelled.Question, "Ada", CancellationToken.None);
        Assert.Equal(draw, await LabelDrawing.DrawAsync(
            labelled.Store, labelled.Run, labelled.Question, "Bo", CancellationToken.None));
        Assert.Equal("Ada", draw.Author);
    }

    [Fact]
    public async Task WhereTheSealedPartIsTooSmallEverythingIsSealedAndTheProposalSaysSo()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(60, i => i % 5 == 0);
        DrawProposal proposal = (await labelled.QueueAsync()).Propose();
        Assert.Equal(LabelSplit.AllSealed, proposal.Draw.Split);
        Assert.Contains("none are left to work on a judge's prompt", proposal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatJudgesPickedIsThereToReadAndIsNotDrawn()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(60, i => i % 2 == 0, evaluation =>
        {
            evaluation.WriteJudge((JudgedEvaluation.Wrong, 1), (JudgedEvaluation.Right, 5));
            evaluation.AddMaster("""
                {"reasoning": "Hard to say.", "evidence": "What is", "action": "cannot_decide", "verdict": 1}
                """);
        });
        QueueEntry[] picked = [.. (await labelled.QueueAsync()).Entries];
        Assert.NotEmpty(picked);
        Assert.All(picked, entry => Assert.False(entry.IsDrawn));
        Assert.All(picked, entry => Assert.Contains(QueueReason.Escalated, entry.Reasons));
        Assert.Contains(picked, entry => entry.Reasons.Contains(QueueReason.CannotDecide) && entry.Detail is not null);
        LabelQueue queue = await labelled.QueueAsync();
        Assert.Null(queue.Next(LabelBook.Empty, "Ada"));
        Assert.Equal(picked[0].Item, queue.Next(LabelBook.Empty, "Ada", drawn: false)!.Item);
    }

    private static Task<LabelBook> Book(LabelledEvaluation labelled) =>
        labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None);
}
