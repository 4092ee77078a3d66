using EvalHarness.Inference;
using EvalHarness.Inference.Sampling;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Inference.Sampling;

public sealed class TokenSamplerTests
{
    private static readonly float[] s_logits = [0, 2, 1, 2, -1];

    [Fact]
    public void GreedyTakesTheLowestIdOfTheMostLikely()
    {
        Assert.Equal(1, new TokenSampler(SamplingOptions.Greedy).Next(s_logits));
    }

    [Fact]
    public void OneSeedDrawsOneSequenceAndAnotherSeedAnother()
    {
        SamplingOptions options = new() { Temperature = 1, Seed = 7 };
        Assert.Equal(Draw(options, 200), Draw(options, 200));
        Assert.NotEqual(Draw(options, 200), Draw(options with { Seed = 8 }, 200));
    }

    [Fact]
    public void DrawsFollowTheProbabilities()
    {
        int[] drawn = Draw(new SamplingOptions { Temperature = 0.5, Seed = 1 }, 40_000);
        double total = s_logits.Sum(logit => Math.Exp(logit / 0.5));
        for (int id = 0; id < s_logits.Length; id++)
        {
            double expected = Math.Exp(s_logits[id] / 0.5) / total;
            // Four standard errors of 40,000 draws are at most 0.01.
            Assert.Equal(expected, drawn.Count(token => token == id) / 40_000.0, 0.01);
        }
    }

    [Fact]
    public void TopKAllowsTheKMostLikely()
    {
        Assert.Equal([1, 3], Draw(new SamplingOptions { Temperature = 5, TopK = 2, Seed = 1 }, 500).Distinct().Order());
        Assert.Equal([1], Draw(new SamplingOptions { Temperature = 5, TopK = 1, Seed = 1 }, 500).Distinct());
    }

    [Fact]
    public void TopPAllowsTheSmallestSetThatReachesIt()
    {
        // At temperature 1 the two best have 0.38 each, the third 0.14.
        Assert.Equal([1], Draw(new SamplingOptions { Temperature = 1, TopP = 0.3, Seed = 1 }, 500).Distinct());
        Assert.Equal(
            [1, 3], Draw(new SamplingOptions { Temperature = 1, TopP = 0.7, Seed = 1 }, 500).Distinct().Order());
        Assert.Equal(
            [1, 2, 3], Draw(new SamplingOptions { Temperature = 1, TopP = 0.8, Seed = 1 }, 500).Distinct().Order());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void LogitsThatAreNoNumbersAreAnError(float broken)
    {
        Assert.Throws<ModelOutputException>(() => new TokenSampler(SamplingOptions.Greedy).Next([0, broken, 1]));
        Assert.Throws<ModelOutputException>(() => LogSoftmax.Normalizer([0, broken, 1]));
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 0, 1.5)]
    public void ValuesOutsideTheirRangeAreRefused(double temperature, int topK, double topP)
    {
        SamplingOptions options = new() { Temperature = temperature, TopK = topK, TopP = topP };
        Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
    }

    [Fact]
    public void TheDrawsAreThoseOfTheOneGenerator()
    {
        SeededRandom random = new(42);
        int[] expected = [.. Enumerable.Range(0, 1_000).Select(_ => random.NextDouble() < 0.5 ? 0 : 1)];
        TokenSampler sampler = new(new SamplingOptions { Temperature = 1, Seed = 42 });
        Assert.Equal(expected, Enumerable.Range(0, 1_000).Select(_ => sampler.Next([3, 3])));
    }

    [Fact]
    public void LogProbabilitiesSumToOne()
    {
        Random random = new(3);
        float[] logits = [.. Enumerable.Range(0, 1000).Select(_ => (random.NextSingle() * 40) - 20)];
        double normalizer = LogSoftmax.Normalizer(logits);
        Assert.Equal(Math.Log(logits.Sum(logit => Math.Exp(logit))), normalizer, 1e-6);
    }

    private static int[] Draw(SamplingOptions options, int count)
    {
        TokenSampler sampler = new(options);
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Next(s_logits))];
    }
}
