using EvalHarness.Gating;

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
        Assert.InRange(decision.PairsNeededAtChange!.Value, 1_000, 3_000);
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
    public void ADropBeyondTheMarginNamesTheNumberThatWouldDecideIfThereWereNone()
    {
        // The drop seen (.075) is beyond the margin, yet chance may have made it: more samples can still decide.
        GateDecision decision = Decide(0.05, Evidence.Flips(40, 4, 1));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.InRange(decision.PairsNeeded!.Value, 200, 500);
        Assert.Null(decision.PairsNeededAtChange);
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
        Assert.Equal(Math.Pow(0.95, pairs), decision.P!.Value, 1e-9);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(1.0)]
    public void BoundsOfTwoClustersStayWithinTheMetricsRange(double change)
    {
        // One cluster does not change and the other changes by the whole range: t reaches far beyond both ends.
        double?[] baseline = [.. Enumerable.Range(0, 10).Select(_ => (double?)(change < 0 ? 1 : 0))];
        double?[] candidate = [.. baseline.Select((score, i) => i < 5 ? score : score + change)];
        Dictionary<string, string?> groups = Enumerable.Range(0, 10)
            .ToDictionary(i => $"s{i}", string? (i) => i < 5 ? "a" : "b");
        foreach (MetricDefinition metric in (MetricDefinition[])[Evidence.Graded, Evidence.PassFail])
        {
            PairedDifferences differences = PairedDifferences.From(
                "q4", "task/" + metric.Name, metric, Evidence.Scores(baseline), Evidence.Scores(candidate), groups);
            Comparison shown = ComparisonBuilder.Build(differences, seed: 1);
            GateDecision gate = Decide(0.05, differences);
            foreach (double? bound in (double?[])[shown.Low, shown.High, shown.TLow, shown.THigh, gate.Low, gate.High])
            {
                Assert.InRange(bound!.Value, -1, 1);
            }

            Assert.Equal(gate.Outcome == GateOutcome.Pass, gate.Low >= -gate.Margin);
        }
    }

    [Fact]
    public void BoundsOfIndependentPassFailSamplesStayWithinTheRangeToo()
    {
        GateDecision gate = Decide(0.05, Evidence.Flips(200, 200, 0));
        Assert.Equal((GateOutcome.Fail, -1.0), (gate.Outcome, gate.Low));
    }

    [Fact]
    public void ABaselineOnTheFloorIsSaidToBeThere() => Assert.Contains(
        "The baseline scored the floor of the metric, 0, on every sample",
        Decide(0.05, Evidence.Flips(60, 0, 60)).Reason,
        StringComparison.Ordinal);

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
    public void AMetricWithoutAWorstValueThatNeverMovesTellsNothing()
    {
        double?[] scores = [.. Enumerable.Repeat((double?)7, 500)];
        GateDecision decision = Decide(0.05, Evidence.Of(Evidence.Loss, scores, scores));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Null(decision.PairsNeeded);
    }

    [Fact]
    public void TooFewSamplesForTheMarginNameTheMarginThatWouldDo()
    {
        double?[] scores = [.. Enumerable.Range(0, 120).Select(i => (double?)(0.5 + (i % 5 * 0.1)))];
        GateDecision decision = Decide(0.02, Evidence.Of(Evidence.Graded, scores, scores));
        Assert.Equal(
            "Undecided: the change is between −0.0247 and +0.0247 (95 %, 120 pairs) and the margin is 0.02. Too few "
                + "samples for this margin: at least 149 are needed to pass even if nothing changes; with 120, the "
                + "smallest margin that can pass is 0.0247.",
            decision.Reason);
        Assert.Equal(149, decision.PairsNeeded);
    }

    [Fact]
    public void WhereLowerIsBetterARiseIsADrop()
    {
        double?[] baseline = [.. Enumerable.Range(0, 100).Select(i => (double?)(2 + (i % 7 * 0.1)))];
        double?[] worse = [.. baseline.Select((value, i) => value + 0.5 + (i % 3 * 0.01))];
        GateDecision up = Decide(0.2, Evidence.Of(Evidence.Loss, baseline, worse));
        Assert.Equal(GateOutcome.Fail, up.Outcome);
        Assert.Equal(-0.5099, up.Delta!.Value, 1e-9);
        GateDecision down = Decide(0.2, Evidence.Of(Evidence.Loss, worse, baseline));
        Assert.Equal(GateOutcome.Pass, down.Outcome);
        Assert.Equal(BoundMethod.Approximate, down.Method);
        Assert.Contains("approximate: this metric has no worst value", down.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AMetricWithoutAWorstValueNeedsAHundredSamplesOrACap()
    {
        double?[] before = [.. Enumerable.Range(0, 99).Select(i => (double?)(2 + (i % 7 * 0.1)))];
        double?[] after = [.. before.Select((value, i) => value + (i % 3 * 0.01))];
        PairedDifferences evidence = Evidence.Of(Evidence.Loss, before, after);
        GateDecision open = Decide(0.2, evidence);
        Assert.Equal(GateOutcome.Inconclusive, open.Outcome);
        Assert.Contains("declare a cap", open.Reason, StringComparison.Ordinal);
        GateDecision capped = NonInferiorityGate.Decide(new(evidence.Metric, 0.2, Cap: 1), evidence, seed: 1);
        Assert.Equal(GateOutcome.Pass, capped.Outcome);
        Assert.Equal(BoundMethod.Gaffke, capped.Method);
        Assert.Contains("each sample counted up to a loss of 1", capped.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.02)]
    public void ABaselineWithoutRoomForTheDropCanShowNone(double score)
    {
        double?[] scores = [.. Enumerable.Repeat((double?)score, 400)];
        GateDecision decision = Decide(0.02, Evidence.Of(Evidence.Graded, scores, scores));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("a drop of 0.02 could not show", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereLowerIsBetterTheWorstValueIsTheCeiling()
    {
        MetricDefinition errors = new("error_rate", HigherIsBetter: false, IsPassFail: false, "", MetricRange.Unit);
        double?[] worst = [.. Enumerable.Repeat((double?)0.99, 400)];
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.02, Evidence.Of(errors, worst, worst)).Outcome);
        double?[] best = [.. Enumerable.Repeat((double?)0.01, 400)];
        Assert.Equal(GateOutcome.Pass, Decide(0.02, Evidence.Of(errors, best, best)).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e9)]
    public void AMarginAsWideAsTheScaleIsRefused(double margin)
    {
        double?[] scores = [.. Enumerable.Repeat((double?)0.5, 400)];
        Assert.Throws<ArgumentException>(() => Decide(margin, Evidence.Of(Evidence.Graded, scores, scores)));
    }

    [Fact]
    public void DependentSamplesDecideLess()
    {
        // 300 samples in 10 groups that stand or fall together: 1 group lost, 1 gained.
        double?[] baseline = [.. Enumerable.Range(0, 300).Select(i => (double?)(i % 10 == 1 ? 0 : 1))];
        double?[] candidate = [.. Enumerable.Range(0, 300).Select(i => (double?)(i % 10 == 0 ? 0 : 1))];
        Dictionary<string, string?> groups = Enumerable.Range(0, 300)
            .ToDictionary(i => $"s{i}", i => (string?)$"g{i % 10}");
        PairedDifferences grouped = PairedDifferences.From(
            "q4", "task/exact_match", Evidence.PassFail, Evidence.Scores(baseline), Evidence.Scores(candidate), groups);
        Assert.Equal(GateOutcome.Pass, Decide(0.05, Evidence.Of(Evidence.PassFail, baseline, candidate)).Outcome);
        Assert.Equal(GateOutcome.Inconclusive, Decide(0.05, grouped).Outcome);
    }

    [Fact]
    public void OneGroupShowsNothingAboutOthers()
    {
        double?[] ones = [.. Enumerable.Repeat((double?)1, 400)];
        Dictionary<string, string?> group = Enumerable.Range(0, 400).ToDictionary(i => $"s{i}", _ => (string?)"one");
        GateDecision decision = Decide(0.05, PairedDifferences.From(
            "q4", "task/exact_match", Evidence.PassFail, Evidence.Scores(ones), Evidence.Scores(ones), group));
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("A single independent group", decision.Reason, StringComparison.Ordinal);
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

    private static GateDecision Decide(double margin, PairedDifferences evidence) =>
        NonInferiorityGate.Decide(new GateRule(evidence.Metric, margin), evidence, seed: 1);
}
