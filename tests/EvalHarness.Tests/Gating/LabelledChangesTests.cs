using EvalHarness.Gating;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Gating;

/// <summary>Values of vectors A to C from an independent implementation of the rule in Python (mpmath).</summary>
public sealed class LabelledChangesTests
{
    private const double Alpha = 0.05;
    private static readonly Dictionary<string, string?> s_noGroups = [];
    private static readonly double?[] s_verdicts = [-1, -2, 0.5, -1, null];
    private static readonly double?[] s_unlabelledVerdicts = [-1, -0.5, 1, null];
    private static readonly double[] s_labels = [-1, -1, 0, 0, 1];

    [Fact]
    public void VectorALabelsAndVerdictsOfZero() =>
        Check(Grades(_ => 0, _ => 0), mean: 0, low: -0.118936, p: 0.001747, margin: 0.25);

    [Fact]
    public void VectorBLabelsSetTheForecastRight() => Check(
        Grades(Label, Verdict), mean: 0.0025, low: -0.118569, p: 0.001731, margin: 0.25);

    [Fact]
    public void VectorBLabelsAlone() => Check(
        Grades(Label, _ => 0), mean: -0.01, low: -0.132801, p: 0.002485, margin: 0.25);

    [Fact]
    public void VectorCPassOrFail()
    {
        IEnumerable<GradedPair> pairs = Enumerable.Range(1, 500).Select(i =>
        {
            double forecast = i is 1 or 41 or 42 ? -1 : 0;
            double label = i == 1 ? -1 : i is >= 2 and <= 4 ? 1 : 0;
            return i > 100 ? GradedPair.Equal($"s{i}")
                : i <= 40 ? GradedPair.Drawn($"s{i}", 0.4, label, label, forecast)
                : GradedPair.NotDrawn($"s{i}", 0.4, forecast);
        });
        Check(LabelledChanges.From([.. pairs], 1, s_noGroups), mean: 0.009, low: -0.011989, p: 0.000024, margin: 0.05);
    }

    [Fact]
    public void WithEveryPairLabelledItIsGaffkesTestOnTheChanges()
    {
        double[] changes = [-1, -1, 0.5, 2, .. Enumerable.Repeat(0.0, 96)];
        LabelledChanges labelled = LabelledChanges.From(
            [.. changes.Select((change, i) => GradedPair.Drawn($"s{i}", 1, change, change, forecast: -3))],
            4,
            s_noGroups);
        Assert.Equal(GaffkeTest.Create(changes, 4).PValue(0.25), labelled.Test!.PValue(0.25), 1e-12);
    }

    [Fact]
    public void TwoLabelledPairsOnWhichTheJudgeIsRightDoNotPass()
    {
        // 200 samples, 40 differ, 2 of these labelled: bounds of exactly 0 once passed any margin.
        GateDecision decision = Decide([
            .. Enumerable.Range(0, 160).Select(i => GradedPair.Equal($"e{i}")),
            .. Enumerable.Range(0, 38).Select(i => GradedPair.NotDrawn($"n{i}", 0.05)),
            .. Enumerable.Range(0, 2).Select(i => GradedPair.Drawn($"d{i}", 0.05, 0, 0)),
        ]);
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.True(decision.Low < -0.25);

        // k₀ = ⌈40·16·(1 − .05^(1/200))⌉ = 10.
        Assert.True(decision.PairsToLabel >= 8);
        Assert.Contains("more of the pairs that differ", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ThreeLabelsByClassDoNotDecide()
    {
        LabelledChanges judged = LabelledChanges.From(
            [.. Enumerable.Range(0, 200).Select(i => GradedPair.Drawn($"s{i}", 1, 0, 0))], 4, s_noGroups);
        PairedDifferences evidence = Evidence() with { ByJudge = judged };
        GateDecision decision = NonInferiorityGate.Decide(new GateRule("t/judge:local", 0.25), evidence, seed: 1);
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("\"by\": \"judge\"", decision.Reason, StringComparison.Ordinal);
        Assert.Contains("pairs whose outputs differ", decision.Reason, StringComparison.Ordinal);
        Assert.Null(decision.By);
        Assert.Null(decision.P);
    }

    [Fact]
    public void AGateOnTheJudgesGradesSaysSo()
    {
        LabelledChanges judged = LabelledChanges.From(
            [.. Enumerable.Range(0, 200).Select(i => GradedPair.Drawn($"s{i}", 1, 0, 0))], 4, s_noGroups);
        PairedDifferences evidence = Evidence() with { ByJudge = judged };
        GateRule rule = new("t/judge:local", 0.25, By: GradeSource.Judge);
        GateDecision decision = NonInferiorityGate.Decide(rule, evidence, seed: 1);
        Assert.Equal(GateOutcome.Pass, decision.Outcome);
        Assert.Equal(GradeSource.Judge, decision.By);
        Assert.Contains("by this judge's grades", decision.Reason, StringComparison.Ordinal);
        GateDecision below = NonInferiorityGate.Decide(rule, evidence with { Withheld = "Below its limits." }, seed: 1);
        Assert.Equal((GateOutcome.Inconclusive, "Below its limits."), (below.Outcome, below.Reason));
    }

    [Fact]
    public void PeoplesLabelsDecideWhateverTheJudgesLimits()
    {
        // A blind judge sees no drop; people see 2.67 grades on every drawn pair.
        GradedPair[] pairs =
        [
            .. Enumerable.Range(0, 150).Select(i => GradedPair.Equal($"e{i}")),
            .. Enumerable.Range(0, 50).Select(i => i % 2 == 0
                ? GradedPair.Drawn($"d{i}", 0.5, -2.67, -2.67)
                : GradedPair.NotDrawn($"d{i}", 0.5)),
        ];
        GateDecision decision = Decide(pairs, withheld: "The judge local is below its limits.");
        Assert.Equal(GateOutcome.Fail, decision.Outcome);
        Assert.Equal(-2.67 / 4, decision.Delta!.Value, 1e-9);
        Assert.Equal((GradeSource.People, 25), (decision.By, decision.Labels));
    }

    [Fact]
    public void ADrawnPairWithoutALabelCountsAsTheWorst()
    {
        GradedPair[] labelled =
        [
            .. Enumerable.Range(0, 260).Select(i => GradedPair.Equal($"e{i}")),
            .. Enumerable.Range(0, 40).Select(i => GradedPair.Drawn($"d{i}", 0.9, 0, 0)),
        ];
        Assert.Equal(GateOutcome.Pass, Decide(labelled).Outcome);
        GradedPair[] gaps = [.. labelled.Select((pair, i) => i % 3 == 0 && pair.Knowledge == PairKnowledge.Drawn
            ? GradedPair.Drawn(pair.SampleId, 0.9, -4, 4)
            : pair)];
        GateDecision decision = Decide(gaps);
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("count as the worst", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ABaselineAtTheWorstGradeHasNoRoomToFall()
    {
        LabelledChanges judged = LabelledChanges.From(
            [.. Enumerable.Range(0, 500).Select(i => GradedPair.Equal($"s{i}"))], 4, s_noGroups);
        judged = judged with { Room = 0.1 };
        GateDecision decision = NonInferiorityGate.Decide(
            new GateRule("t/judge:local", 0.25, By: GradeSource.Judge), Evidence() with { ByJudge = judged }, seed: 1);
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Contains("could not show", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AlikeSamplesOfAGroupCountAsOneUnit()
    {
        GradedPair[] pairs = [.. Enumerable.Range(0, 400).Select(i =>
            GradedPair.Drawn($"s{i:000}", 1, i / 20 % 5 == 0 ? -0.5 : 0, i / 20 % 5 == 0 ? -0.5 : 0))];
        Dictionary<string, string?> groups = pairs.Select((pair, i) => (pair.SampleId, Group: $"g{i / 20}"))
            .ToDictionary(pair => pair.SampleId, pair => (string?)pair.Group);
        LabelledChanges alone = LabelledChanges.From(pairs, 4, s_noGroups);
        LabelledChanges grouped = LabelledChanges.From(pairs, 4, groups);
        Assert.Equal(alone.Mean!.Value, grouped.Mean!.Value, 1e-12);
        Assert.Equal(20, grouped.Changes.Count);
        double width = (alone.Mean!.Value - alone.Test!.LowerBound(Alpha)) * Math.Sqrt(20);
        Assert.True(grouped.Mean!.Value - grouped.Test!.LowerBound(Alpha) > width);
    }

    [Fact]
    public void LabelsInFewGroupsAreFewLabels()
    {
        // Two groups of ten hold all labels: a typical labelled group has ten of them.
        GradedPair[] pairs = [.. Enumerable.Range(0, 100).Select(i => i < 20
            ? GradedPair.Drawn($"s{i:000}", 0.2, 0, 0)
            : GradedPair.NotDrawn($"s{i:000}", 0.2))];
        Dictionary<string, string?> groups = pairs.Select((pair, i) => (pair.SampleId, Group: $"g{i / 10}"))
            .ToDictionary(pair => pair.SampleId, pair => (string?)pair.Group);
        Assert.Equal(10, LabelledChanges.From(pairs, 4, groups).ImaginedWeight);
    }

    [Fact]
    public void TheSmallestProbabilityBoundsTheLargestLoss()
    {
        LabelledChanges changes = LabelledChanges.From(
            [
                GradedPair.Drawn("a", 0.5, 0, 0), GradedPair.NotDrawn("b", 0.25), GradedPair.Certain("c", -4),
                GradedPair.Equal("d"),
            ],
            4,
            s_noGroups);
        Assert.Equal(16, changes.WorstLoss);
        Assert.Equal(-1, changes.Mean);
        Assert.Equal((2, 1), (changes.Differing, changes.Labels));
    }

    [Theory]
    [InlineData(20, 200, 4, 0.25, 5)]
    [InlineData(40, 200, 4, 0.25, 10)]
    [InlineData(250, 500, 4, 0.25, 24)]
    [InlineData(100, 500, 1, 0.05, 12)]
    public void NothingPassesBelowTheLeastNumberOfLabels(
        int differing, int samples, double range, double margin, int least) =>
        Assert.Equal(least, LabelPlan.Least(differing, samples, range, margin, 0.95));

    [Theory]
    [InlineData(0.1, 4, 0.25, 0.4, 6)]
    [InlineData(0.2, 4, 0.25, 0.4, 12)]
    [InlineData(0.5, 4, 0.25, 0.4, 34)]
    [InlineData(0.2, 1, 0.05, 0.2, 32)]
    public void LabelsForFourFifthsPower(double share, double range, double margin, double square, int labels) =>
        Assert.InRange(LabelPlan.ForPower(share, range, margin, square, 0.95), labels - 1, labels + 1);

    /// <summary>The true mean change is −.25, the margin; n = 200, half differ, half of these labelled.</summary>
    [Theory]
    [InlineData("blind")]
    [InlineData("leaning")]
    [InlineData("missing drops")]
    public void NoJudgeShipsALossOfTheMarginTooOften(string judge)
    {
        const int Runs = 150;
        SeededRandom random = new(20);
        int shipped = 0;
        for (int run = 0; run < Runs; run++)
        {
            GradedPair[] pairs = [.. Enumerable.Range(0, 200).Select(i =>
            {
                if (i >= 100)
                {
                    return GradedPair.Equal($"s{i}");
                }

                // A fifth of the differing half lose 2.5: a mean change of −.25.
                double change = random.NextDouble() < 0.2 ? -2.5 : 0;
                double forecast = judge switch
                {
                    "blind" => 0,
                    "leaning" => change + 0.15,
                    _ => random.NextDouble() < 0.3 ? 0 : change,
                };
                return random.NextDouble() < 0.5
                    ? GradedPair.Drawn($"s{i}", 0.5, change, change, forecast)
                    : GradedPair.NotDrawn($"s{i}", 0.5, forecast);
            })];
            shipped += LabelledChanges.From(pairs, 4, s_noGroups).Test!.PValue(0.25) <= Alpha ? 1 : 0;
        }

        // 5 % and two standard errors.
        Assert.InRange(shipped, 0, (int)(Runs * (Alpha + (2 * Math.Sqrt(Alpha * (1 - Alpha) / Runs)))));
    }

    private static double Label(int i) => i <= s_labels.Length ? s_labels[i - 1] : 0;

    private static double Verdict(int i) =>
        i <= s_verdicts.Length ? s_verdicts[i - 1] ?? 0
        : i is > 20 and <= 24 ? s_unlabelledVerdicts[i - 21] ?? 0
        : 0;

    // 200 pairs, 40 differ, 1 to 20 labelled.
    private static LabelledChanges Grades(Func<int, double> label, Func<int, double> verdict) => LabelledChanges.From(
        [
            .. Enumerable.Range(1, 200).Select(i => i > 40 ? GradedPair.Equal($"s{i}")
                : i <= 20 ? GradedPair.Drawn($"s{i}", 0.5, label(i), label(i), verdict(i))
                : GradedPair.NotDrawn($"s{i}", 0.5, verdict(i))),
        ],
        4,
        s_noGroups);

    private static void Check(LabelledChanges changes, double mean, double low, double p, double margin)
    {
        Assert.Equal(mean, changes.Mean!.Value, 1e-9);
        Assert.Equal(low, changes.Test!.LowerBound(Alpha), 5e-7);
        Assert.Equal(p, changes.Test!.PValue(margin), 5e-7);
    }

    private static GateDecision Decide(GradedPair[] pairs, string? withheld = null)
    {
        LabelledChanges people = LabelledChanges.From(pairs, 4, s_noGroups);
        return NonInferiorityGate.Decide(
            new GateRule("t/judge:local", 0.25),
            Evidence() with { ByJudge = people, ByPeople = people, Withheld = withheld },
            seed: 1);
    }

    private static PairedDifferences Evidence() => PairedDifferences.FromJudged(
        "c", "t/judge:local", new MetricDefinition("judge:local", true, false, "Grade, 1–5."),
        [new JudgedPair("s0", 4, 4, 1), new JudgedPair("s1", 4, 4, 1)],
        LabelledChanges.From([GradedPair.Drawn("s0", 1, 0, 0), GradedPair.Drawn("s1", 1, 0, 0)], 4, s_noGroups),
        baselineMean: 4, s_noGroups);
}
