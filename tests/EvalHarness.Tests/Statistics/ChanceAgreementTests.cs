using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class ChanceAgreementTests
{
    // Four raters, twelve items, with gaps: Gwet's example, whose values irrCAC prints with five decimals.
    private static readonly int?[][] s_ratings =
    [
        [0, 1, 2, 2, 1, 0, 3, 0, 1, null, null, null],
        [0, 1, 2, 2, 1, 1, 3, 0, 1, 4, null, 2],
        [null, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, null],
        [0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, null],
    ];

    private static readonly RatingScale s_scale = RatingScale.Given(["1", "2", "3", "4", "5"])!;

    [Fact]
    public void FleissAndGwetEqualThePublishedValues()
    {
        ChanceAgreement agreement = ChanceAgreement.From(s_ratings, s_scale, KappaWeights.Unweighted);
        Assert.Equal(0.76117, agreement.FleissKappa!.Value, 5e-6);
        Assert.Equal(0.77544, agreement.GwetAc1!.Value, 5e-6);
        Assert.Null(agreement.GwetAc2);
    }

    [Theory]
    [InlineData(KappaWeights.Linear, 0.8587391364326112)]
    [InlineData(KappaWeights.Quadratic, 0.914000723551605)]
    public void WeightsForgiveSmallDifferences(KappaWeights weights, double expected) =>
        Assert.Equal(expected, ChanceAgreement.From(s_ratings, s_scale, weights).GwetAc2!.Value, 1e-9);

    [Fact]
    public void WithoutVariationOnlyFleissKappaIsUndefined()
    {
        ChanceAgreement agreement = ChanceAgreement.From([[1, 1], [1, 1]], s_scale, KappaWeights.Unweighted);
        Assert.Null(agreement.FleissKappa);
        Assert.Equal(1, agreement.GwetAc1);
        RatingScale one = RatingScale.Given(["1"])!;
        Assert.Null(ChanceAgreement.From([[0, 0], [0, 0]], one, KappaWeights.Unweighted).GwetAc1);
        Assert.Null(ChanceAgreement.From([[0, null], [null, 0]], s_scale, KappaWeights.Unweighted).FleissKappa);
    }

    [Fact]
    public void KappaOfPairsIsTheirMean()
    {
        RaterAgreement agreement = RaterAgreement.From(
            [[0, 1, 0, 1], [0, 1, 0, 1], [1, 0, 1, 0]], RatingScale.Given(["a", "b"])!, KappaWeights.Unweighted,
            MeasurementLevel.Nominal, new SeededRandom(1));
        Assert.Equal((1 - 1 - 1) / 3.0, agreement.PairwiseKappa!.Value, 1e-12);
    }
}
