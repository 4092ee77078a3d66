using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class TIntervalTests
{
    [Fact]
    public void OrdinaryPairedInterval()
    {
        // 1, 2, 3, 4, 5: mean 3, SE √(2.5/5), t(.975, 4) = 2.776445.
        TInterval interval = TInterval.From([1, 2, 3, 4, 5])!.Value;
        Assert.Equal(Math.Sqrt(0.5), interval.StandardError, 1e-12);
        Assert.Equal(3 - (2.776445105 * Math.Sqrt(0.5)), interval.Interval(0.95).Low, 1e-8);
    }

    [Fact]
    public void ClustersOfOneAreOrdinary()
    {
        TInterval clustered = TInterval.From([1, 2, 3, 4, 5], [1, 1, 1, 1, 1])!.Value;
        Assert.Equal(TInterval.From([1, 2, 3, 4, 5])!.Value.StandardError, clustered.StandardError, 1e-12);
    }

    [Fact]
    public void FewerThanTwoClustersHaveNoInterval()
    {
        Assert.Null(TInterval.From([1.0]));
        Assert.Null(TInterval.From([4.0], [8.0]));
    }

    [Fact]
    public void ProbabilityIsOneHalfAtTheEstimate()
    {
        TInterval interval = TInterval.From([1, 2, 3, 4, 5])!.Value;
        Assert.Equal(0.5, interval.PValueAbove(3)!.Value, 1e-12);
        Assert.Equal(0.0067, interval.PValueAbove(0)!.Value, 1e-4);
        Assert.Null(TInterval.From([1.0, 1.0])!.Value.PValueAbove(0));
    }
}
