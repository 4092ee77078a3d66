using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class KappaBoundTests
{
    [Fact]
    public void FullAgreementOnAFewItemsShowsLittle()
    {
        ConfusionMatrix four = new(new long[,] { { 2, 0 }, { 0, 2 } });

        // The rule of three, .05^(1/4), over an expected disagreement of one half.
        Assert.Equal(
            1 - ((1 - Math.Pow(0.05, 0.25)) / 0.5), KappaBound.Lower(four, KappaWeights.Quadratic, 1)!.Value, 1e-6);
        ConfusionMatrix many = new(new long[,] { { 200, 0 }, { 0, 200 } });
        Assert.True(KappaBound.Lower(many, KappaWeights.Quadratic, 1) > 0.95);
    }

    [Theory]
    [InlineData(0, 1, 0, 12)]
    [InlineData(0, 2, 1, 30)]
    [InlineData(0, 1, 0, 40)]
    public void WhereChanceLeavesLittleDisagreementTheBoundEndsAtMinusOne(long a, long b, long c, long d) =>
        Assert.Equal(-1, KappaBound.Lower(
            new ConfusionMatrix(new[,] { { a, b }, { c, d } }), KappaWeights.Quadratic, seed: 1));

    [Fact]
    public void ItLiesBelowTheNormalBoundOfSkewedKappas()
    {
        ConfusionMatrix matrix = new(new long[,] { { 20, 5, 1 }, { 6, 30, 8 }, { 2, 7, 21 } });
        WeightedKappa kappa = WeightedKappa.From(matrix, KappaWeights.Quadratic)!.Value;
        double low = KappaBound.Lower(matrix, KappaWeights.Quadratic, 1)!.Value;
        Assert.InRange(low, kappa.Kappa - (2.6 * kappa.StandardError), kappa.Kappa - (1.4 * kappa.StandardError));
    }

    [Fact]
    public void TheItemsThatItAsksForWouldReachTheLimit()
    {
        ConfusionMatrix few = new(new long[,] { { 5, 0 }, { 0, 5 } });
        int items = KappaBound.ItemsFor(few, KappaWeights.Quadratic, 0.6, 1)!.Value;
        Assert.InRange(items, 12, 16);
        Assert.Null(KappaBound.ItemsFor(new ConfusionMatrix(new long[,] { { 5, 5 }, { 5, 5 } }), 0, 0.6, 1));
        Assert.Null(KappaBound.Lower(new ConfusionMatrix(new long[,] { { 5, 0 }, { 0, 0 } }), 0, 1));
    }
}
