using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class ProbabilityWeightedScoreTests
{
    [Fact]
    public void WeighsTheScoreTokens()
    {
        ProbabilityWeightedScore found = ProbabilityWeightedScore.From([(5, 0.70), (4, 0.18), (3, 0.05), (1, 0.006)]);
        Assert.Equal(0.936, found.Mass, 1e-12);
        Assert.Equal(4.675214, found.Score!.Value, 5e-7);
        Assert.Equal(0.634871, found.Deviation!.Value, 5e-7);
    }

    [Fact]
    public void TooLittleMassIsUnscored()
    {
        ProbabilityWeightedScore found = ProbabilityWeightedScore.From([(5, 0.5), (4, 0.39)]);
        Assert.Null(found.Score);
        Assert.Equal(0.89, found.Mass, 1e-12);
        Assert.Equal(default, ProbabilityWeightedScore.From([]));
    }

    [Fact]
    public void TwoTokensOfOneScoreAreOneScore()
    {
        ProbabilityWeightedScore found = ProbabilityWeightedScore.From([(5, 0.5), (5, 0.45)]);
        Assert.Equal(5, found.Score!.Value, 1e-12);
        Assert.Equal(0, found.Entropy!.Value, 1e-12);
        Assert.Equal(0, found.Deviation!.Value, 1e-6);
    }

    [Fact]
    public void EvenScoresHaveTheLargestEntropy() => Assert.Equal(
        Math.Log(4), ProbabilityWeightedScore.From([(1, 0.25), (2, 0.25), (3, 0.25), (4, 0.25)]).Entropy!.Value, 1e-12);

    [Fact]
    public void ImpossibleProbabilitiesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ProbabilityWeightedScore.From([(1, 0.8), (2, 0.8)]));
        Assert.Throws<ArgumentException>(() => ProbabilityWeightedScore.From([(1, double.NaN)]));
    }

    [Fact]
    public void SampledScoresHaveAMeanAndAStandardError()
    {
        (double mean, double? error) = ProbabilityWeightedScore.FromSamples([4, 5, 3])!.Value;
        Assert.Equal(4, mean);
        Assert.Equal(1 / Math.Sqrt(3), error!.Value, 1e-12);
        Assert.Null(ProbabilityWeightedScore.FromSamples([4])!.Value.StandardError);
        Assert.Null(ProbabilityWeightedScore.FromSamples([]));
    }
}
