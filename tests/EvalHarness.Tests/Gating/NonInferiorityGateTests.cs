using EvalHarness.Gating;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Gating;

public sealed class NonInferiorityGateTests
{
    [Fact]
    public void ALossThatMayExceedTheMarginIsInconclusive()
    {
        // One-sided 95 % upper bound of the loss .0556 by the normal approximation.
        GateDecision decision = Decide(0.05, Evidence.Flips(500, 34, 18));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Equal(-0.0556, decision.Low!.Value, 0.002);
        Assert.InRange(decision.PairsNeeded!.Value, 1_000, 3_000);
        Assert.Contains("pairs would decide", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ALossWithinTheMarginPasses() =>
        Assert.Equal(GateOutcome.Pass, Decide(0.06, Evidence.Flips(500, 34, 18)).Outcome);

    [Fact]
    public void LossBeyondTheMarginFailsTheGate()
    {
        GateDecision decision = Decide(0.05, Evidence.Flips(300, 60, 5));
        Assert.Equal(GateOutcome.Fail, decision.Outcome);
        Assert.True(decision.High < -0.05);
        Assert.Null(decision.PairsNeeded);
    }

    [Fact]
    public void ADropBeyondTheMarginIsNotSettledByMoreSamples()
    {
        GateDecision decision = Decide(0.05, Evidence.Flips(40, 4, 1));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Null(decision.PairsNeeded);
    }

    [Theory]
    [InlineData(20, GateOutcome.Inconclusive)]
    [InlineData(58, GateOutcome.Inconclusive)]
    [InlineData(59, GateOutcome.Pass)]
    public void AnEqualCandidateMustBeEqualOftenEnough(int pairs, GateOutcome expected)
    {
        GateDecision decision = Decide(0.05, Evidence.Flips(pairs, 0, 0));
        Assert.Equal(expected, decision.Outcome);
        Assert.Equal(expected == GateOutcome.Pass ? null : 59, decision.PairsNeeded);
        Assert.Equal(Math.Pow(0.95, pairs), decision.P!.Value, 1e-12);
    }

    [Fact]
    public void GainsAloneDoNotRuleOutLossesOnAFewSamples()
    {
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.05, Evidence.Flips(20, 0, 1)).Outcome);
        Assert.Equal(GateOutcome.Pass, Decide(0.05, Evidence.Flips(200, 0, 30)).Outcome);
    }

    [Fact]
    public void AGradedMetricThatNeverMovesIsBoundedTheSameWay()
    {
        double?[] scores = [.. Enumerable.Range(0, 40).Select(i => (double?)(i % 5 / 4.0))];
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.05, Evidence.Of(Evidence.Graded, scores, scores)).Outcome);
        Assert.Equal(GateOutcome.Pass, Decide(0.08, Evidence.Of(Evidence.Graded, scores, scores)).Outcome);
    }

    [Fact]
    public void AMetricOfUnknownScaleThatNeverMovesTellsNothing()
    {
        double?[] scores = [.. Enumerable.Repeat((double?)7, 500)];
        GateDecision decision = Decide(0.05, Evidence.Of(Evidence.Graded, scores, scores));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Null(decision.PairsNeeded);
    }

    [Fact]
    public void WhereLowerIsBetterARiseIsADrop()
    {
        double?[] baseline = [.. Enumerable.Range(0, 100).Select(i => (double?)(2 + (i % 7 * 0.1)))];
        double?[] worse = [.. baseline.Select((value, i) => value + 0.5 + (i % 3 * 0.01))];
        GateDecision up = Decide(0.2, Evidence.Of(Evidence.Loss, baseline, worse));
        Assert.Equal(GateOutcome.Fail, up.Outcome);
        Assert.Equal(-0.5099, up.Delta!.Value, 1e-9);
        Assert.Equal(GateOutcome.Pass, Decide(0.2, Evidence.Of(Evidence.Loss, worse, baseline)).Outcome);
    }

    [Fact]
    public void DependentSamplesDecideLess()
    {
        // 300 samples in 10 groups that stand or fall together: 1 group lost, 1 gained.
        double?[] baseline = [.. Enumerable.Range(0, 300).Select(i => (double?)(i % 10 == 1 ? 0 : 1))];
        double?[] candidate = [.. Enumerable.Range(0, 300).Select(i => (double?)(i % 10 == 0 ? 0 : 1))];
        Dictionary<string, string?> groups = Enumerable.Range(0, 300)
            .ToDictionary(i => $"s{i}", i => (string?)$"g{i % 10}");
        PairedDifferences grouped = PairedDifferences.Of(
            "q4", "task/exact_match", Evidence.PassFail, Evidence.Scores(baseline), Evidence.Scores(candidate), groups);
        Assert.Equal(GateOutcome.Pass, Decide(0.05, Evidence.Of(Evidence.PassFail, baseline, candidate)).Outcome);
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.05, grouped).Outcome);
    }

    [Fact]
    public void NothingMissingIsEverAPass()
    {
        double?[] ones = [.. Enumerable.Repeat((double?)1, 400)];
        double?[] tooMany = [.. ones.Select((value, i) => i % 50 == 0 ? null : value)];
        double?[] one = [.. ones.Select((value, i) => i == 3 ? null : value)];
        AssertUndecided("limit 1 %", tooMany, tooMany);
        AssertUndecided("differ", ones, one);
        AssertUndecided("No sample", [], []);
        AssertUndecided("No sample", [1, 1], [null, null]);
        Assert.Equal(GateOutcome.Pass, Decide(0.05, Evidence.Of(Evidence.PassFail, one, one)).Outcome);
    }

    [Fact]
    public void AnUnknownMetricIsInconclusive()
    {
        GateDecision decision = NonInferiorityGate.DecideAll([new("task/none", 0.05)], ["q4"], [], seed: 1).Single();
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Equal(0, decision.Pairs);
        Assert.Null(decision.Low);
        Assert.Null(decision.P);
    }

    [Fact]
    public void ProbabilitiesAreAdjustedOverAllGatesOfTheRun()
    {
        GateRule[] rules = [new("task/exact_match", 0.05), new("task/rougeL", 0.05)];
        PairedDifferences flips = Evidence.Flips(500, 20, 18);
        GateDecision[] decisions = [.. NonInferiorityGate.DecideAll(rules, ["q4", "q8"], [flips], seed: 1)];
        Assert.Equal(["q4", "q4", "q8", "q8"], decisions.Select(decision => decision.Candidate));
        Assert.Equal(4 * decisions[0].P!.Value, decisions[0].AdjustedP!.Value, 1e-12);
        Assert.Null(decisions[1].AdjustedP);
    }

    [Theory]
    [InlineData(0, 0.95)]
    [InlineData(-0.1, 0.95)]
    [InlineData(double.NaN, 0.95)]
    [InlineData(0.05, 0.5)]
    [InlineData(0.05, 1)]
    public void ARuleOutOfRangeIsRefused(double margin, double confidence) =>
        Assert.Throws<ArgumentException>(() =>
            NonInferiorityGate.Decide(new("task/exact_match", margin, confidence), Evidence.Flips(9, 1, 1), seed: 1));

    [Fact]
    public void AWiderMarginNeverTurnsAPassIntoSomethingElse() => Laws.Hold<double[], int>((raw, seed) =>
    {
        double?[] before = [.. Laws.Finite(raw).Select(value => (double?)value)];
        double?[] after = [.. before.Select((value, i) => value + (((i * 7) + seed) % 5 * 0.01) - 0.02)];
        PairedDifferences evidence = Evidence.Of(Evidence.Graded, before, after);
        double[] margins = [0.001, 0.01, 0.03, 0.1, 1, 1e6];
        int[] outcomes =
        [
            .. margins.Select(margin => Decide(margin, evidence).Outcome switch
            {
                GateOutcome.Fail => 0,
                GateOutcome.Inconclusive => 1,
                _ => 2,
            }),
        ];
        return outcomes.SequenceEqual(outcomes.Order());
    });

    [Fact]
    public void ACandidateAtTheMarginRarelyPasses()
    {
        // True loss exactly the margin: at most 5 % may pass, for rare and for frequent flips, few and many samples.
        SeededRandom random = new(17);
        (int, double, double)[] truths = [(60, 0.10, 0.0), (100, 0.05, 0.0), (200, 0.12, 0.07)];
        foreach ((int pairs, double lost, double gained) in truths)
        {
            int passed = 0;
            Dictionary<(int, int), GateOutcome> known = [];
            for (int trial = 0; trial < 150; trial++)
            {
                double[] draws = [.. Enumerable.Range(0, pairs).Select(_ => random.NextDouble())];
                int down = draws.Count(u => u < lost);
                int up = draws.Count(u => u >= lost && u < lost + gained);
                if (!known.TryGetValue((down, up), out GateOutcome outcome))
                {
                    outcome = Decide(lost - gained, Evidence.Flips(pairs, down, up)).Outcome;
                    known.Add((down, up), outcome);
                }

                passed += outcome == GateOutcome.Pass ? 1 : 0;
            }

            // Binomial(150, .05): mean 7.5, standard deviation 2.7.
            Assert.InRange(passed, 0, 15);
        }
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
