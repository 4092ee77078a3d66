using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class PowerTests
{
    [Fact]
    public void SamplesFollowTheFormula()
    {
        // (1.644854 + 0.841621)² = 6.182557; × (.3/.05)² = 222.57.
        Assert.Equal(223, Power.SamplesNeeded(0.3, 0.05, 0, worstLoss: 0));
        Assert.Equal(619, Power.SamplesNeeded(0.3, 0.05, 0.02, worstLoss: 0));
    }

    // Sizes whose simulated power is .79 to .84.
    [Theory]
    [InlineData(0.01, 0.05, 0, 455)]
    [InlineData(0.02, 0.1, 0, 305)]
    [InlineData(0.02, 0.1, 0.005, 475)]
    [InlineData(0.03, 0.2, 0, 375)]
    [InlineData(0.05, 0.1, 0, 85)]
    public void LossesNeverSeenAddTheirPrice(double margin, double deviation, double drop, int samples) =>
        Assert.Equal(samples, Power.SamplesNeeded(deviation, margin, drop, worstLoss: 1));

    [Fact]
    public void NoNumberOfSamplesShowsADropBeyondTheMargin() =>
        Assert.Null(Power.SamplesNeeded(0.3, 0.05, 0.05, worstLoss: 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void TheDetectableDropIsTheInverse(double worstLoss)
    {
        int samples = Power.SamplesNeeded(0.3, 0.05, 0, worstLoss)!.Value;
        Assert.Equal(0.05, Power.DetectableDrop(0.3, samples, worstLoss), 2e-4);
    }

    [Theory]
    [InlineData(0.01, 299)]
    [InlineData(0.02, 149)]
    [InlineData(0.03, 99)]
    [InlineData(0.05, 59)]
    public void TheLeastNumberOfSamplesIsTheRuleOfThree(double margin, int samples)
    {
        Assert.Equal(samples, Power.LeastSamples(margin, worstLoss: 1));
        Assert.Equal(samples, Power.LeastSamples(4 * margin, worstLoss: 4));
        Assert.InRange(Power.LeastMargin(samples, worstLoss: 1), 0, margin);
        Assert.True(Power.LeastMargin(samples - 1, worstLoss: 1) > margin);
    }

    [Fact]
    public void ASearchAmongFourNeedsMoreSamples() =>
        Assert.Equal(217, Power.LeastSamples(0.02, worstLoss: 1, confidence: 1 - (0.05 / 4)));

    [Fact]
    public void AChangeNeverSeenIsRuledOutByTheRuleOfThree() =>
        Assert.Equal(0.0295130, Power.RateNotRuledOut(100), 1e-6);
}
