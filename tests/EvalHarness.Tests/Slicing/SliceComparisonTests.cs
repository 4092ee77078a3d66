using EvalHarness.Slicing;
using EvalHarness.Tests.Gating;

namespace EvalHarness.Tests.Slicing;

public sealed class SliceComparisonTests
{
    private const int Samples = 120;

    private static readonly Slice s_even = Where("tag", "even", i => i % 2 == 0);
    private static readonly Slice s_odd = Where("tag", "odd", i => i % 2 == 1);
    private static readonly Slice s_few = Where("tag", "few", i => i < SliceComparison.LeastPairs - 1);

    [Fact]
    public void TheSliceThatBrokeComesFirst()
    {
        // Every third even sample is lost, and no odd one.
        IReadOnlyList<SliceChange> changes = Compare(
            Evidence.PassFail, _ => 1, i => i % 6 == 0 ? 0 : 1, [s_odd, s_even]);
        Assert.Equal(["even", "odd"], changes.Select(change => change.Value));
        Assert.Equal((60, 20), (changes[0].Pairs, changes[0].Lost));
        Assert.Equal(-1 / 3.0, changes[0].Change, 1e-12);
        Assert.Equal(0, changes[0].Elsewhere);
        Assert.True(changes[0].High < 0);
        Assert.Equal((0, 0.0), (changes[1].Lost, changes[1].Change));
        Assert.True(changes[1].Low < 0 && changes[1].High > 0);
    }

    [Fact]
    public void ARiseOfAMetricWhereLowerIsBetterIsALoss()
    {
        SliceChange change = Compare(Evidence.Loss, _ => 1, i => i % 2 == 0 ? 1.5 + (0.001 * i) : 1, [s_even])[0];
        Assert.Equal(60, change.Lost);
        Assert.True(change.Change < -0.5 && change.High < 0);
    }

    [Fact]
    public void AFewSamplesAreNoSlice() =>
        Assert.DoesNotContain(Compare(Evidence.Graded, _ => 1, _ => 0, [s_even, s_few]), one => one.Value == "few");

    [Fact]
    public void TheMoreSlicesAreLookedAtTheWiderIsEachInterval()
    {
        static double Score(int i) => i % 7 / 7.0;
        SliceChange alone = Compare(Evidence.Graded, _ => 0.5, Score, [s_even])[0];
        SliceChange among = Compare(
            Evidence.Graded,
            _ => 0.5,
            Score,
            [s_even, s_odd, .. Enumerable.Range(0, 18).Select(k => Where("third", $"{k}", i => i % 3 == k % 3))])
            .First(change => change.Value == "even");
        Assert.Equal(alone.Change, among.Change);
        Assert.True(among.Low < alone.Low && among.High > alone.High);
    }

    [Fact]
    public void OtherMetricsSpeakOfTheSameSamples()
    {
        MetricDefinition judge = new("judge:local", HigherIsBetter: true, IsPassFail: false, "1–5.");
        JoinedScores judged = new(judge, Scores(_ => 5, i => i < 40), Scores(i => i % 2 == 0 ? 3 : 5, i => i < 40));
        SliceChange change = Compare(Evidence.Graded, _ => 1, i => i % 2 == 0 ? 0 : 1, [s_even], judged)[0];
        SliceMean joined = Assert.Single(change.Joined);
        Assert.Equal(("task/judge:local", -2.0, 20), (joined.Metric, joined.Change, joined.Pairs));
    }

    private static IReadOnlyList<SliceChange> Compare(
        MetricDefinition metric,
        Func<int, double> baseline,
        Func<int, double> candidate,
        Slice[] slices,
        params JoinedScores[] joined) =>
        new SliceComparison("q4", "task", Evidence.NoGroups).Compare(
            metric, Scores(baseline, _ => true), Scores(candidate, _ => true), slices, joined, 0.95, seed: 1);

    private static Score[] Scores(Func<int, double> value, Func<int, bool> isScored) =>
        [.. Enumerable.Range(0, Samples).Where(isScored).Select(i => new Score($"s{i}", "m", value(i)))];

    private static Slice Where(string dimension, string value, Func<int, bool> isIn) =>
        new(dimension, value, Enumerable.Range(0, Samples).Where(isIn).Select(i => $"s{i}").ToHashSet());
}
