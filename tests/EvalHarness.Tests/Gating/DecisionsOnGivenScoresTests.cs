using EvalHarness.Gating;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Gating;

/// <summary>What the gate says of scores on which release gates of other tools have been wrong.</summary>
public sealed class DecisionsOnGivenScoresTests
{
    private const double Margin = 0.02;

    [Fact]
    public void EqualScoresOfTwoHundredSamplesShip() =>
        Assert.Equal(GateOutcome.Pass, Decide(Spread(200), Spread(200)));

    [Fact]
    public void EqualScoresOfTwelveSamplesShowTooLittle() =>
        Assert.Equal(GateOutcome.Inconclusive, Decide(Spread(12), Spread(12)));

    [Fact]
    public void ACollapseThatFiftySamplesDidNotMeetIsNotRuledOut() =>
        Assert.Equal(GateOutcome.Inconclusive, Decide(Spread(50), Jittered(50)));

    [Fact]
    public void ACollapseOfFiveInTwoHundredDoesNotShip() =>
        Assert.NotEqual(GateOutcome.Pass, Decide(Spread(200), Collapsed(200, 40)));

    [Fact]
    public void ACollapseOfFiftyInAThousandHolds() =>
        Assert.Equal(GateOutcome.Fail, Decide(Spread(1000), Collapsed(1000, 20)));

    [Fact]
    public void HalfOfTheIdsInCommonDecideNothing()
    {
        PairedDifferences evidence = PairedDifferences.From(
            "q", "t/m", Evidence.Graded, Evidence.Scores(Spread(200)).Take(150), Evidence.Scores(Spread(200)).Skip(50),
            Evidence.NoGroups);
        Assert.Equal(GateOutcome.Inconclusive, NonInferiorityGate.Decide(new("t/m", Margin), evidence, 1).Outcome);
    }

    [Fact]
    public void TenOfTwoHundredScoresMissingDoNotShip() => Assert.Equal(
        GateOutcome.Inconclusive,
        Decide(Spread(200), [.. Spread(200).Select((value, i) => i % 20 == 0 ? null : value)]));

    [Fact]
    public void FortyGroupsOfAlikeSamplesAreFortyUnits()
    {
        Random random = new(4);
        double[] shifts = [.. Enumerable.Range(0, 40).Select(_ => 0.1 * Laws.Normal(random))];
        double mean = shifts.Average();
        double?[] after = [.. Enumerable.Range(0, 1000).Select(i => (double?)(0.5 + shifts[i / 25] - mean))];
        Dictionary<string, string?> groups = Enumerable.Range(0, 1000)
            .ToDictionary(i => $"s{i}", i => (string?)$"g{i / 25}");
        PairedDifferences evidence = PairedDifferences.From(
            "q", "t/m", Evidence.Graded, Evidence.Scores([.. Enumerable.Repeat((double?)0.5, 1000)]),
            Evidence.Scores(after), groups);
        Assert.Equal(GateOutcome.Inconclusive, NonInferiorityGate.Decide(new("t/m", Margin), evidence, 1).Outcome);
    }

    [Fact]
    public void TwoModelsThatBothScoreNothingNeverShip() => Assert.Equal(
        GateOutcome.Inconclusive,
        Decide([.. Enumerable.Repeat((double?)0, 200)], [.. Enumerable.Repeat((double?)0, 200)]));

    [Fact]
    public void AClearGainShipsAndAClearLossHolds()
    {
        Random random = new(8);
        double[] noise = [.. Enumerable.Range(0, 200).Select(_ => 0.1 * Laws.Normal(random))];
        double?[] middle = [.. Enumerable.Repeat((double?)0.5, 200)];
        Assert.Equal(GateOutcome.Pass, Decide(middle, [.. noise.Select(one => (double?)(0.6 + one))]));
        Assert.Equal(GateOutcome.Fail, Decide(middle, [.. noise.Select(one => (double?)(0.4 + one))]));
    }

    [Fact]
    public void ASmallLossOfManySamplesShipsWithinAWiderMargin()
    {
        Random random = new(15);
        double?[] after = [.. Enumerable.Range(0, 1000).Select(_ => (double?)(0.495 + (0.1 * Laws.Normal(random))))];
        Assert.Equal(
            GateOutcome.Pass, Decide([.. Enumerable.Repeat((double?)0.5, 1000)], after, margin: 0.03));
    }

    private static GateOutcome Decide(double?[] baseline, double?[] candidate, double margin = Margin)
    {
        PairedDifferences evidence = Evidence.Of(Evidence.Graded, baseline, candidate);
        return NonInferiorityGate.Decide(new(evidence.Metric, margin), evidence, seed: 1).Outcome;
    }

    private static double?[] Spread(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (double?)(0.8 + (i % 9 * 0.02)))];

    private static double?[] Jittered(int count) => [.. Spread(count).Select((value, i) => value + (i % 3 * 0.01) - 0.01)];

    private static double?[] Collapsed(int count, int every) =>
        [.. Jittered(count).Select((value, i) => i % every == 0 ? value - 0.8 : value)];
}
