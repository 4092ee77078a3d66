using EvalHarness.Gating;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Gating;

public sealed class PairedDifferencesTests
{
    [Fact]
    public void SamplesArePairedByIdNotByPosition()
    {
        Score[] baseline = [new("a", "m", 0.1), new("b", "m", 0.5), new("c", "m", 0.9)];
        Score[] candidate = [new("c", "m", 0.8), new("a", "m", 0.1), new("b", "m", 0.5)];
        PairedDifferences found = Pair(Evidence.Graded, baseline, candidate);
        Assert.Equal(-0.1 / 3, found.Mean!.Value, 1e-12);
        Assert.Equal(0.5, found.BaselineMean!.Value, 1e-12);
    }

    [Fact]
    public void WhatCannotBePairedIsCounted()
    {
        Score[] baseline = [new("a", "m", 1), new("b", "m", null, "error"), new("c", "m", 1), new("d", "m", 1)];
        Score[] candidate = [new("a", "m", 1), new("b", "m", 1), new("c", "m", double.NaN), new("e", "m", 1)];
        PairedDifferences found = Pair(Evidence.Graded, baseline, candidate);
        Assert.Equal(
            (1, 2, 1, 1, 0.8),
            (found.Pairs, found.Unpaired, found.BaselineUnscored, found.CandidateUnscored, found.MissingShare));
    }

    [Fact]
    public void TwoScoresOfOneSampleAreABug() => Assert.Throws<ArgumentException>(() => PairedDifferences.From(
        "q", "t/m", Evidence.Graded, [new("a", "m", 1), new("a", "m", 0)], [new("a", "m", 1)], Evidence.NoGroups));

    [Fact]
    public void SamplesOfOneGroupAreOneCluster()
    {
        Dictionary<string, string?> groups = new() { ["s0"] = "g", ["s1"] = "g", ["s2"] = null };
        PairedDifferences found = PairedDifferences.From(
            "q", "t/m", Evidence.Graded, Evidence.Scores([0, 0, 0, 0]), Evidence.Scores([0.5, 0.25, 1, 0]), groups);
        Assert.Equal(3, found.ClusterSums.Count);
        Assert.Contains(0.75, found.ClusterSums);
        Assert.Equal(1.75 / 4, found.Mean!.Value, 1e-12);
    }

    [Fact]
    public void AGroupNeverMeetsASampleOfTheSameName()
    {
        Dictionary<string, string?> groups = new() { ["s1"] = "s0" };
        PairedDifferences found = PairedDifferences.From(
            "q", "t/m", Evidence.Graded, Evidence.Scores([0, 0]), Evidence.Scores([1, 1]), groups);
        Assert.Equal(2, found.ClusterSums.Count);
    }

    [Fact]
    public void TokensWeighALogLikelihood()
    {
        Score[] baseline = [new("a", "nll", 1, Weight: 1), new("b", "nll", 2, Weight: 3)];
        Score[] candidate = [new("a", "nll", 2, Weight: 1), new("b", "nll", 2, Weight: 3)];
        PairedDifferences found = Pair(Evidence.Loss, baseline, candidate);
        Assert.Equal(0.25, found.Mean!.Value, 1e-12);
        Assert.Equal(1.75, found.BaselineMean!.Value, 1e-12);
    }

    [Fact]
    public void FlipsCountLossesOfQuality()
    {
        Flips flips = Evidence.Flips(500, 34, 18).Flips!;
        Assert.Equal((34, 18, 0.104), (flips.Lost, flips.Gained, flips.Share));
        Assert.Equal(0.03648, flips.McNemarP, 5e-6);
    }

    [Fact]
    public void ComparisonOfAKnownTable()
    {
        Comparison comparison = ComparisonBuilder.Build(Evidence.Flips(500, 34, 18), seed: 1);
        Assert.Equal(-0.032, comparison.Delta!.Value, 1e-12);
        Assert.Equal(0.014365, comparison.StandardError!.Value, 5e-6);
        Assert.Equal(-0.0601, comparison.Low!.Value, 0.0025);
        Assert.Equal(-0.0039, comparison.High!.Value, 0.0025);
        Assert.Equal(500, comparison.Clusters);
        Assert.Equal(2.486475 * 0.014365, comparison.DetectableDrop!.Value, 1e-5);
    }

    [Fact]
    public void WithoutPairsEverythingIsMissing()
    {
        Comparison comparison = ComparisonBuilder.Build(Evidence.Of(Evidence.PassFail, [null], [1]), seed: 1);
        Assert.Equal(0, comparison.Pairs);
        Assert.Null(comparison.Delta);
        Assert.Null(comparison.Low);
        Assert.Null(comparison.TLow);
        Assert.Null(comparison.BaselineMean);
        Assert.Null(comparison.Flips);
        Assert.Null(comparison.DetectableDrop);
    }

    [Fact]
    public void SwappingTheModelsFlipsTheSign() => Laws.Hold<double[], long>((raw, seed) =>
    {
        double?[] first = [.. Laws.Finite(raw).Select(value => (double?)value)];
        double?[] second = [.. first.Select((value, i) => value + (i % 3) - 0.5)];
        Comparison straight = ComparisonBuilder.Build(Evidence.Of(Evidence.Graded, first, second), seed);
        Comparison swapped = ComparisonBuilder.Build(Evidence.Of(Evidence.Graded, second, first), seed);
        return Opposite(straight.Delta, swapped.Delta)
            && Opposite(straight.Low, swapped.High)
            && Opposite(straight.High, swapped.Low)
            && Opposite(straight.TLow, swapped.THigh);
    });

    [Fact]
    public void OrderAndNamesOfSamplesChangeNothing() => Laws.Hold<double[], int>((raw, seed) =>
    {
        double?[] before = [.. Laws.Finite(raw).Select(value => (double?)value)];
        double?[] after = [.. before.Select((value, i) => value + (i * i % 7) - 2)];
        Score[] baseline = [.. Evidence.Scores(before)];
        Score[] candidate = [.. Evidence.Scores(after)];
        Comparison first = Compare(baseline, candidate);
        new SeededRandom(seed).Shuffle(baseline);
        new SeededRandom(seed + 1L).Shuffle(candidate);
        Comparison renamed = Compare([.. baseline.Select(Rename)], [.. candidate.Select(Rename)]);
        return first == renamed;
    });

    private static Comparison Compare(Score[] baseline, Score[] candidate) =>
        ComparisonBuilder.Build(Pair(Evidence.Graded, baseline, candidate), seed: 5);

    private static PairedDifferences Pair(MetricDefinition metric, Score[] baseline, Score[] candidate) =>
        PairedDifferences.From("q", "t/m", metric, baseline, candidate, Evidence.NoGroups);

    private static Score Rename(Score score) =>
        score with { SampleId = new string([.. score.SampleId.Reverse()]) + "x" };

    private static bool Opposite(double? first, double? second) =>
        first is null ? second is null : second is not null && Laws.Near(first.Value, -second.Value);
}
