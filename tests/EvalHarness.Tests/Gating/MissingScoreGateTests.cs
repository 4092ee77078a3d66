using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

public sealed class MissingScoreGateTests
{
    [Fact]
    public void NothingMissingIsEverAPass()
    {
        double?[] ones = [.. Enumerable.Repeat((double?)1, 400)];
        double?[] tooMany = [.. ones.Select((value, i) => i % 50 == 0 ? null : value)];
        AssertUndecided("limit 1 %", tooMany, tooMany);
        AssertUndecided("No sample", [], []);
        AssertUndecided("No sample", [1, 1], [null, null]);
    }

    [Theory]
    [InlineData(0.02, GateOutcome.Pass)]
    [InlineData(0.005, GateOutcome.Inconclusive)]
    public void AMissingScoreCountsAsTheWorstThatItCanStandFor(double margin, GateOutcome expected)
    {
        // 10 of 1,000 candidates' scores are missing, all else is equal: as if ten had lost everything.
        double?[] ones = [.. Enumerable.Repeat((double?)1, 1000)];
        double?[] some = [.. ones.Select((value, i) => i % 100 == 0 ? null : value)];
        GateDecision decision = Decide(margin, Evidence.Of(Evidence.Graded, ones, some));
        Assert.Equal(expected, decision.Outcome);
        Assert.Equal(-0.0169, decision.Low!.Value, 5e-5);
        Assert.Equal(0, decision.Delta!.Value, 1e-12);
    }

    [Fact]
    public void ScoresMissingForBothModelsCountAsLostToo()
    {
        double?[] scores = [.. Enumerable.Range(0, 1000).Select(i => i % 200 == 0 ? null : (double?)0.5)];
        GateDecision both = Decide(0.02, Evidence.Of(Evidence.Graded, scores, scores));
        Assert.Equal(GateOutcome.Pass, both.Outcome);
        Assert.InRange(both.Low!.Value, -0.0106, -0.0104);
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.005, Evidence.Of(Evidence.Graded, scores, scores)).Outcome);
    }

    [Fact]
    public void AMissingScoreOfAMetricWithoutAWorstValueDecidesNothing()
    {
        double?[] scores = [.. Enumerable.Range(0, 1000).Select(i => (double?)(1 + (i % 5 * 0.1)))];
        double?[] one = [.. scores.Select((value, i) => i == 3 ? null : value)];
        GateDecision decision = Decide(0.2, Evidence.Of(Evidence.Loss, scores, one));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("could hide any loss", decision.Reason, StringComparison.Ordinal);
    }

    private static GateDecision Decide(double margin, PairedDifferences evidence) =>
        NonInferiorityGate.Decide(new GateRule(evidence.Metric, margin), evidence, seed: 1);

    private static void AssertUndecided(string reason, double?[] baseline, double?[] candidate)
    {
        GateDecision decision = Decide(0.05, Evidence.Of(Evidence.PassFail, baseline, candidate));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Null(decision.PairsNeeded);
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
    }
}
