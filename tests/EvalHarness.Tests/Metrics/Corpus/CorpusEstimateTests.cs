using EvalHarness.Metrics.Corpus;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Corpus;

public sealed class CorpusEstimateTests
{
    private static readonly string[] s_words = ["a", "b", "c", "d", "e"];

    [Fact]
    public void NothingChangesBetweenATallyAndItself()
    {
        ICorpusTally tally = Tally("corpus_bleu", 40, wrong: 7);
        CorpusEstimate change = CorpusEstimate.OfChange(
            tally, tally, Places(40), new string?[40], new SeededRandom(1));
        Assert.Equal((0.0, new Interval(0, 0)), (change.Value!.Value, change.Interval!.Value));
    }

    [Fact]
    public void AChangeIsMeasuredOnTheSharedSamplesAlone()
    {
        // The later one lacks the first ten, which it would have right.
        ICorpusTally before = Tally("accuracy", 40, wrong: 0);
        ICorpusTally after = Tally("accuracy", 30, wrong: 3);
        (int, int)[] shared = [.. Enumerable.Range(0, 30).Select(i => (i + 10, i))];
        CorpusEstimate change = CorpusEstimate.OfChange(before, after, shared, new string?[30], new SeededRandom(1));
        Assert.Equal(-0.1, change.Value!.Value, 12);
        Assert.True(change.Interval is { Low: < -0.1, High: > -0.1 and <= 0 });
    }

    [Fact]
    public void PairedDrawsShowWhatTwoIntervalsSideBySideHide()
    {
        // Both miss the same third; the later one misses a twentieth besides.
        ICorpusTally before = Labels(400, i => i % 3 != 0);
        ICorpusTally after = Labels(400, i => i % 3 != 0 && i % 20 != 1);
        Interval first = CorpusEstimate.From(before, new SeededRandom(1)).Interval!.Value;
        Interval second = CorpusEstimate.From(after, new SeededRandom(1)).Interval!.Value;
        CorpusEstimate change = CorpusEstimate.OfChange(
            before, after, Places(400), new string?[400], new SeededRandom(1));
        Assert.True(second.High > first.Low, "the two intervals overlap");
        Assert.True(change.Interval!.Value.High < 0, "the change is below 0");
    }

    [Fact]
    public void OneGroupShowsNothingAboutOthers()
    {
        ICorpusTally tally = Tally("wer", 40, wrong: 7);
        Assert.Null(CorpusEstimate.From(tally, [.. Enumerable.Repeat("one", 40)], new SeededRandom(1)).Interval);
    }

    [Fact]
    public void AlikeOutputsInGroupsAreWorthNoMoreThanTheirGroups()
    {
        ICorpusTally alike = Labels(400, i => i / 40 % 2 == 0);
        double alone = Width(CorpusEstimate.From(alike, new SeededRandom(1)));
        double grouped = Width(CorpusEstimate.From(
            alike, [.. Enumerable.Range(0, 400).Select(i => $"g{i / 40}")], new SeededRandom(1)));
        Assert.InRange(grouped / alone, 4, 9);
    }

    [Fact]
    public void TheF1OfTwoLabelsIsThatOfTheLabelOne() => Laws.Hold<bool[], int>((golds, seed) =>
    {
        (int Gold, int Prediction)[] pairs =
        [
            .. golds.Select((gold, i) => (gold ? 1 : 0, ((i * 31) + seed) % 3 == 0 ? 1 : 0)),
        ];
        ICorpusTally tally = CorpusMetrics.Find("f1")!.Start();
        foreach ((int gold, int prediction) in pairs)
        {
            tally.Add($"{prediction}", [$"{gold}"]);
        }

        return pairs.Length == 0 || Compute(tally)
            == EvalHarness.Metrics.Labels.LabelAggregation.Aggregate("f1", pairs, resamples: 0).Value;
    });

    [Fact]
    public void AThirdLabelLeavesNoF1OfTwo()
    {
        ICorpusTally tally = CorpusMetrics.Find("f1")!.Start();
        foreach (string label in new[] { "0", "1", "2" })
        {
            tally.Add(label, [label]);
        }

        Assert.Null(Compute(tally));
    }

    private static double? Compute(ICorpusTally tally) => tally.Compute([.. Enumerable.Range(0, tally.Count)]);

    private static double Width(CorpusEstimate estimate) => estimate.Interval!.Value.High - estimate.Interval.Value.Low;

    private static (int, int)[] Places(int count) => [.. Enumerable.Range(0, count).Select(i => (i, i))];

    private static ICorpusTally Labels(int count, Func<int, bool> isRight)
    {
        ICorpusTally tally = CorpusMetrics.Find("accuracy")!.Start();
        for (int i = 0; i < count; i++)
        {
            tally.Add(isRight(i) ? "yes" : "no", ["yes"]);
        }

        return tally;
    }

    private static ICorpusTally Tally(string metric, int count, int wrong)
    {
        ICorpusTally tally = CorpusMetrics.Find(metric)!.Start();
        for (int i = 0; i < count; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, 6).Select(word => s_words[(i + (word * word)) % 5]));
            tally.Add(i < wrong ? "z" : text, [text]);
        }

        return tally;
    }
}
