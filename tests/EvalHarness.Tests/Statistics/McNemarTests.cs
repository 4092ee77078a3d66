using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class McNemarTests
{
    [Fact]
    public void ExactProbabilityOfAKnownTable() => Assert.Equal(0.03648, McNemar.PValue(34, 18), 5e-6);

    [Fact]
    public void WithoutDiscordantPairsNothingIsShown() => Assert.Equal(1, McNemar.PValue(0, 0));

    [Fact]
    public void FiveToNothingIsTwoInThirtyTwo() => Assert.Equal(2.0 / 32, McNemar.PValue(5, 0), 1e-15);

    [Fact]
    public void TheSidesAreEqual()
    {
        Assert.Equal(McNemar.PValue(3, 9), McNemar.PValue(9, 3));
        Assert.Equal(1, McNemar.PValue(7, 7));
    }
}
