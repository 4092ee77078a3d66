using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class PowerTests
{
    [Fact]
    public void PairsFollowTheFormula()
    {
        // (1.644854 + 0.841621)² = 6.182557; × (.3/.05)² = 222.57.
        Assert.Equal(223, Power.PairsNeeded(0.3, 0.05, 0));
        Assert.Equal(619, Power.PairsNeeded(0.3, 0.05, 0.02));
    }

    [Fact]
    public void NoNumberOfPairsShowsADropBeyondTheMargin() => Assert.Null(Power.PairsNeeded(0.3, 0.05, 0.05));

    [Fact]
    public void TheDetectableDropIsTheInverse() => Assert.Equal(0.05, Power.DetectableDrop(0.3, 223), 1e-4);

    [Fact]
    public void AChangeNeverSeenIsRuledOutByTheRuleOfThree()
    {
        Assert.Equal(0.0295130, Power.RateNotRuledOut(100), 1e-6);
        Assert.Equal(59, Power.PairsWithoutChange(0.05));
        Assert.True(Power.RateNotRuledOut(59) <= 0.05);
        Assert.True(Power.RateNotRuledOut(58) > 0.05);
        Assert.Null(Power.PairsWithoutChange(0));
    }
}
