using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class WilsonIntervalTests
{
    [Fact]
    public void SmallCountsStayWithinTheirScale()
    {
        // Newcombe (1998), Table I: 81/263 and 0/20 by the score method.
        Interval large = WilsonInterval.From(81, 263);
        Assert.Equal(0.2553, large.Low, 5e-5);
        Assert.Equal(0.3662, large.High, 5e-5);
        Interval none = WilsonInterval.From(0, 20);
        Assert.Equal(0, none.Low, 1e-15);
        Assert.Equal(0.1611, none.High, 5e-5);
    }
}
