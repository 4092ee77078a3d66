using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 3.7)]
    [InlineData(1, 4)]
    public void InterpolatesBetweenNeighbours(double level, double expected) =>
        Assert.Equal(expected, Quantiles.From([4, 1, 3, 2], level)!.Value, 1e-12);

    [Fact]
    public void NothingHasNoQuantile() => Assert.Null(Quantiles.From([], 0.5));
}
