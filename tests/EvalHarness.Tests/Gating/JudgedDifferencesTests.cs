using EvalHarness.Gating;
using EvalHarness.Metrics;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Gating;

public sealed class JudgedDifferencesTests
{
    private static readonly MetricDefinition s_grade = new("judge:local", true, false, "Grade, 1–5.");
    private static readonly Dictionary<string, string?> s_noGroups = [];

    [Fact]
    public void EqualOutputsDifferByNothingAndWeighAsOneEach()
    {
        PairedDifferences found = Of([.. Equal(90), .. Judged(5, before: 5, after: 3, weight: 2)]);
        Assert.Equal(-2 * 10 / 100.0, found.Mean!.Value, 1e-12);
        Assert.Equal(95, found.Pairs);
        Assert.Equal(90, found.EqualPairs);
        Assert.Equal(0.9, found.KnownShare, 1e-12);
        Assert.Equal(5, found.MeasuredClusters);
        Assert.Equal(4.4 + found.Mean!.Value, found.CandidateMean!.Value, 1e-12);
    }

    [Fact]
    public void UnscoredOutputsCountForWhatTheyStandFor()
    {
        JudgedPair unscored = new("u", 5, null, Weight: 10);
        PairedDifferences found = Of([.. Equal(80), .. Judged(5, 5, 5, 2), unscored]);
        Assert.Equal(0.1, found.MissingShare, 1e-12);
        Assert.Equal(1, found.CandidateUnscored);
        Assert.Equal(GateOutcome.Inconclusive, Decide(found).Outcome);
    }

    [Fact]
    public void FewJudgedPairsWithoutADifferenceShowLittleOfWhatTheyStandFor()
    {
        GateDecision few = Decide(Of([.. Equal(50), .. Judged(2, 4, 4, 25)]));
        GateDecision many = Decide(Of([.. Equal(50), .. Judged(50, 4, 4, 1)]));
        Assert.Equal(GateOutcome.Inconclusive, few.Outcome);
        Assert.Equal(GateOutcome.Pass, many.Outcome);
        Assert.True(few.Low < many.Low);
    }

    [Fact]
    public void AJudgeBelowItsLimitsDecidesNothing()
    {
        PairedDifferences evidence = Of([.. Equal(200)]) with { Withheld = "The judge local is below its limits." };
        GateDecision decision = Decide(evidence);
        Assert.Equal(GateOutcome.Inconclusive, decision.Outcome);
        Assert.Equal("The judge local is below its limits.", decision.Reason);
    }

    [Fact]
    public void RandomLabelsCorrectOnlyWhatDiffers()
    {
        CorrectedMean differing = new(-1, 0.1, 0.5);
        DifferenceCorrection correction = DifferenceCorrection.ByLabels(differing, share: 0.2, samples: 100, labels: 12);
        Assert.Equal(-0.2, correction.Estimate, 1e-12);
        Assert.Equal(Math.Sqrt((0.04 * 0.01) + (0.16 * 1 / 100)), correction.LabelError, 1e-12);
    }

    private static DifferenceCorrection Corrected(PairedDifferences plain, int labels)
    {
        // Half a grade too high and too low in turn, so that the slope is 1 whatever the number of labels.
        double[] grades = [.. Enumerable.Range(0, labels).Select(i => 1.0 + (i / 2 % 5))];
        double[] judged = [.. grades.Select((grade, i) => grade + (i % 2 == 0 ? 0.5 : -0.5))];
        return DifferenceCorrection.ByLine(plain.Mean!.Value, MeasurementLine.Of(grades, judged)!.Value);
    }

    private static GateDecision Decide(PairedDifferences evidence, double margin = 0.25) =>
        NonInferiorityGate.Decide(new GateRule("t/judge:local", margin), evidence, seed: 1);

    private static PairedDifferences Of(IReadOnlyList<JudgedPair> pairs) => PairedDifferences.OfJudged(
        "c", "t/judge:local", s_grade, pairs, baselineMean: 4.4, range: 4, s_noGroups);

    private static IEnumerable<JudgedPair> Equal(int count) =>
        Enumerable.Range(0, count).Select(i => new JudgedPair($"e{i}", null, null, 1, IsEqual: true));

    private static IEnumerable<JudgedPair> Judged(
        int count, double before, double after, double weight, string prefix = "j") =>
        Enumerable.Range(0, count).Select(i => new JudgedPair($"{prefix}{i}", before, after, weight));
}
