using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class PairedProportionsTests
{
    [Fact]
    public void StandardErrorAndIntervalOfAKnownTable()
    {
        double error = PairedProportions.StandardError(500, 34, 18);
        Assert.Equal(0.014351, error, 5e-7);
        Interval loss = Interval.Normal(0.032, error, 0.95);
        Assert.Equal(0.0039, loss.Low, 5e-5);
        Assert.Equal(0.0601, loss.High, 5e-5);
        Assert.Equal(0.0556, Interval.Normal(0.032, error, 0.90).High, 5e-5);
    }

    [Fact]
    public void ScoreBoundsOfUnflippedPairsHaveAClosedForm()
    {
        // With b = c = 0 the bound is z²/(n + z²).
        double z2 = Math.Pow(1.959963984540054, 2);
        Interval bounds = PairedProportions.ScoreInterval(100, 0, 0, 0.95);
        Assert.Equal(-z2 / (100 + z2), bounds.Low, 1e-9);
        Assert.Equal(z2 / (100 + z2), bounds.High, 1e-9);
    }

    [Fact]
    public void ScoreBoundsOfOneSidedFlipsAreTheBinomialScoreBound()
    {
        // With c = 0 and a supposed gain of 0 the lost share is binomial: compare with Wilson's upper bound.
        Interval wilson = WilsonInterval.From(2, 100, 0.90);
        Interval bounds = PairedProportions.ScoreInterval(100, 2, 0, 0.90);
        Assert.Equal(-wilson.High, bounds.Low, 1e-9);
    }

    [Fact]
    public void SwappingTheModelsMirrorsTheBounds()
    {
        Interval straight = PairedProportions.ScoreInterval(200, 12, 5, 0.9);
        Interval swapped = PairedProportions.ScoreInterval(200, 5, 12, 0.9);
        Assert.Equal(straight.Low, -swapped.High, 1e-12);
        Assert.True(straight.Contains(-7.0 / 200));
    }
}
