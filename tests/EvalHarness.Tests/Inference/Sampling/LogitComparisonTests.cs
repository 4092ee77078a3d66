using EvalHarness.Inference;
using EvalHarness.Inference.Sampling;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Sampling;

public sealed class LogitComparisonTests
{
    [Fact]
    public void SmallDistributionsGiveTheFiguresComputedByHand()
    {
        LogitComparison found = LogitComparison.From(Logs(0.5, 0.25, 0.25), Logs(0.25, 0.5, 0.25), token: 1);
        Assert.Equal(0.25 * Math.Log(2), found.Divergence, 6);
        Assert.Equal(0.25 * Math.Log(2), found.ReverseDivergence, 6);
        Assert.Equal(Math.Log(0.25), found.LogLikelihoodP, 6);
        Assert.Equal(Math.Log(0.5), found.LogLikelihoodQ, 6);
        Assert.Equal(0.5, found.TopProbability, 6);
        Assert.False(found.IsSameTop);

        found = LogitComparison.From(Logs(0.8, 0.1, 0.1), Logs(0.5, 0.25, 0.25), token: 0);
        Assert.Equal((0.8 * Math.Log(1.6)) + (0.2 * Math.Log(0.4)), found.Divergence, 6);
        Assert.Equal((0.5 * Math.Log(0.625)) + (0.5 * Math.Log(2.5)), found.ReverseDivergence, 6);
        Assert.True(found.IsSameTop);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(257)]
    [InlineData(1536)]
    public void EveryLengthGivesTheDefinitionInDoublePrecision(int length)
    {
        Random random = new(length);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            (float[] x, float[] y) = RandomPair(random, length, noise: 0.5 / (1 + repeat));
            int token = random.Next(length);
            (double divergence, double reverse) = Define(x, y);
            LogitComparison found = LogitComparison.From(x, y, token);
            LogitComparison swapped = LogitComparison.From(y, x, token);
            Assert.Equal(divergence, found.Divergence, 1e-6);
            Assert.Equal(reverse, found.ReverseDivergence, 1e-6);
            Assert.Equal(found.Divergence, swapped.ReverseDivergence, 1e-12);
            Assert.Equal(x[token] - LogSoftmax.Normalizer(x), found.LogLikelihoodP, 1e-6);
            Assert.Equal(y[token] - LogSoftmax.Normalizer(y), found.LogLikelihoodQ, 1e-6);
        }
    }

    [Fact]
    public void ARowAgainstItselfGivesExactlyZero()
    {
        (float[] x, _) = RandomPair(new Random(5), 1000, noise: 1);
        LogitComparison found = LogitComparison.From(x, x, token: 3);
        Assert.Equal((0, 0, true), (found.Divergence, found.ReverseDivergence, found.IsSameTop));
        Assert.Equal(found.LogLikelihoodP, found.LogLikelihoodQ);
    }

    [Fact]
    public void ADivergenceIsNeverNegative() => Laws.Hold((int seed, bool isNear) =>
    {
        (float[] x, float[] y) = RandomPair(new Random(seed), 40, noise: isNear ? 1e-6 : 3);
        LogitComparison found = LogitComparison.From(x, y, token: 0);
        return found.Divergence >= 0 && found.ReverseDivergence >= 0;
    });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void BrokenLogitsAreRefused(float broken)
    {
        (float[] x, float[] y) = RandomPair(new Random(1), 40, noise: 1);
        foreach (int place in new[] { 0, 39 })
        {
            float[] bad = [.. x];
            bad[place] = broken;
            Assert.Throws<ModelOutputException>(() => LogitComparison.From(bad, y, token: 5));
            Assert.Throws<ModelOutputException>(() => LogitComparison.From(y, bad, token: 5));
        }
    }

    private static float[] Logs(params double[] probabilities) =>
        Array.ConvertAll(probabilities, p => (float)(Math.Log(p) + 3));

    private static (float[] X, float[] Y) RandomPair(Random random, int length, double noise)
    {
        float[] x = [.. Enumerable.Range(0, length).Select(_ => (float)(4 * Laws.Normal(random)))];
        return (x, [.. x.Select(value => (float)(value + (noise * Laws.Normal(random))))]);
    }

    private static (double Divergence, double Reverse) Define(float[] x, float[] y)
    {
        double[] p = Softmax(x);
        double[] q = Softmax(y);
        return (p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum(), q.Zip(p, (a, b) => a * Math.Log(a / b)).Sum());
    }

    private static double[] Softmax(float[] logits)
    {
        double[] exponentials = [.. logits.Select(value => Math.Exp((double)value - logits.Max()))];
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }
}
