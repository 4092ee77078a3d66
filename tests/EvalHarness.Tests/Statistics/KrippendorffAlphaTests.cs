using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class KrippendorffAlphaTests
{
    private static readonly double?[][] s_fourCoders =
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
        [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ];

    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743421)]
    [InlineData(MeasurementLevel.Ordinal, 0.815388)]
    [InlineData(MeasurementLevel.Interval, 0.849107)]
    [InlineData(MeasurementLevel.Ratio, 0.797403)]
    public void FourCodersWithGaps(MeasurementLevel level, double expected) =>
        Assert.Equal(expected, KrippendorffAlpha.From(s_fourCoders, level)!.Value, 5e-7);

    [Fact]
    public void TheIntervalHoldsAlphaAndRepeats()
    {
        Interval first = KrippendorffAlpha.Interval(s_fourCoders, MeasurementLevel.Nominal, new SeededRandom(1))!.Value;
        Assert.True(first.Contains(0.743421));
        Assert.InRange(first.High - first.Low, 0.2, 0.8);
        Assert.Equal(first, KrippendorffAlpha.Interval(s_fourCoders, MeasurementLevel.Nominal, new SeededRandom(1)));
    }

    // The same draws as one by one, whatever units have the same ratings.
    [Theory]
    [InlineData(MeasurementLevel.Nominal)]
    [InlineData(MeasurementLevel.Ordinal)]
    [InlineData(MeasurementLevel.Interval)]
    [InlineData(MeasurementLevel.Ratio)]
    public void TheIntervalIsThatOfResampledUnits(MeasurementLevel level)
    {
        const int resamples = 300;
        int[] rated =
        [
            .. Enumerable.Range(0, 12).Where(unit => s_fourCoders.Count(coder => coder[unit] is not null) > 1),
        ];
        SeededRandom random = new(7);
        double[] replicates =
        [
            .. Enumerable.Range(0, resamples)
                .Select(_ =>
                {
                    int[] drawn = [.. rated.Select(_ => rated[random.Next(rated.Length)])];
                    return KrippendorffAlpha.From(
                        [.. s_fourCoders.Select(coder => drawn.Select(unit => coder[unit]).ToArray())], level);
                })
                .OfType<double>()
                .Order(),
        ];
        Interval interval = KrippendorffAlpha.Interval(
            s_fourCoders, level, new SeededRandom(7), resamples: resamples)!.Value;
        Assert.Equal(Quantiles.FromSorted(replicates, 0.025), interval.Low, 1e-12);
        Assert.Equal(Quantiles.FromSorted(replicates, 0.975), interval.High, 1e-12);
    }

    [Fact]
    public void WithoutVariationAlphaIsUndefinedNotOne()
    {
        double?[][] constant = [[3, 3, 3], [3, 3, 3]];
        Assert.Null(KrippendorffAlpha.From(constant, MeasurementLevel.Nominal));
        Assert.Null(KrippendorffAlpha.Interval(constant, MeasurementLevel.Nominal, new SeededRandom(1)));
        Assert.Null(KrippendorffAlpha.From([[1, null], [null, 2]], MeasurementLevel.Nominal));
        Assert.Null(KrippendorffAlpha.From([], MeasurementLevel.Nominal));
    }

    [Fact]
    public void RatingsOfDifferentLengthAndNegativeRatiosAreRefused()
    {
        Assert.Throws<ArgumentException>(() => KrippendorffAlpha.From([[1, 2], [1]], MeasurementLevel.Nominal));
        Assert.Throws<ArgumentException>(() => KrippendorffAlpha.From([[-1, 2], [1, 2]], MeasurementLevel.Ratio));
    }
}
