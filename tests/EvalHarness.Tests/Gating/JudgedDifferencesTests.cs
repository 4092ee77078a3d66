using EvalHarness.Gating;

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
    }

    private static PairedDifferences Of(IReadOnlyList<JudgedPair> pairs) => PairedDifferences.FromJudged(
        "c", "t/judge:local", s_grade, pairs,
        LabelledChanges.From([.. pairs.SelectMany(Graded)], range: 4, s_noGroups), baselineMean: 4.4, s_noGroups);

    // A drawn pair that weighs as two stands for one more that was not drawn.
    private static IEnumerable<GradedPair> Graded(JudgedPair pair) => pair.IsEqual
        ? [GradedPair.Equal(pair.SampleId)]
        :
        [
            GradedPair.Drawn(
                pair.SampleId, 1 / pair.Weight, (pair.Candidate ?? 1) - pair.Baseline!.Value,
                (pair.Candidate ?? 5) - pair.Baseline.Value),
            .. Enumerable.Range(1, (int)pair.Weight - 1)
                .Select(i => GradedPair.NotDrawn($"{pair.SampleId}-{i}", 1 / pair.Weight)),
        ];

    private static IEnumerable<JudgedPair> Equal(int count) =>
        Enumerable.Range(0, count).Select(i => new JudgedPair($"e{i}", null, null, 1, IsEqual: true));

    private static IEnumerable<JudgedPair> Judged(
        int count, double before, double after, double weight, string prefix = "j") =>
        Enumerable.Range(0, count).Select(i => new JudgedPair($"{prefix}{i}", before, after, weight));
}
