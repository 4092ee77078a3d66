using System.Globalization;
using EvalHarness.Web.Drawing;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Web.Drawing;

public sealed class AxisScaleTests
{
    [Fact]
    public void ZeroAndTheMarginAreAlwaysOnTheAxis() => Check.QuickThrowOnFailure(
        Prop.ForAll<NormalFloat[], PositiveInt>((values, margin) =>
        {
            double drop = margin.Get / 1000.0;
            AxisScale scale = AxisScale.Covering(values.Select(value => (double?)value.Get), drop);
            return scale.Beyond(0) == 0 && scale.Beyond(-drop) == 0 && scale.Ticks.Contains(0)
                && scale.Ticks.Count is > 0 and <= 14;
        }));

    [Fact]
    public void EveryPlaceIsWithinTheDrawing() => Check.QuickThrowOnFailure(
        Prop.ForAll<NormalFloat, NormalFloat>((a, b) =>
        {
            AxisScale scale = AxisScale.Covering([a.Get]);
            double percent = double.Parse(scale.Percent(b.Get).TrimEnd('%'), CultureInfo.InvariantCulture);
            return percent is >= 0 and <= 100;
        }));

    [Fact]
    public void AValueManyMarginsAwayDoesNotShrinkTheRest()
    {
        AxisScale scale = AxisScale.Covering([-0.01, 0.005, -0.7], margin: 0.02);
        Assert.Equal(-1, scale.Beyond(-0.7));
        Assert.True(scale.Low > -0.05);
    }

    [Theory]
    [InlineData(-0.04, 0.02, "−0.04 −0.02 0 +0.02")]
    [InlineData(-2.4, 0.1, "−2 −1 0")]
    public void TicksAreRoundNumbers(double low, double high, string labels)
    {
        AxisScale scale = AxisScale.Covering([low, high], mostTicks: 4);
        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Label)));
    }

    [Fact]
    public void NothingToShowStillGivesAnAxis()
    {
        AxisScale scale = AxisScale.Covering([null, double.NaN]);
        Assert.True(scale.High > scale.Low);
        Assert.Equal("50%", scale.Percent(0));
    }

    [Fact]
    public void AnAxisOfLevelsShowsItsValuesAndNeedNotShowZero()
    {
        AxisScale scale = AxisScale.Spanning([4.21, 4.53, null, double.NaN]);
        Assert.Equal((0, 0, -1), (scale.Beyond(4.21), scale.Beyond(4.53), scale.Beyond(0)));
        Assert.All(scale.Ticks.Select(scale.Label), label => Assert.StartsWith("4.", label, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryAxisOfLevelsHasTicksWithinItsEnds() => Check.QuickThrowOnFailure(
        Prop.ForAll<NormalFloat[]>(values =>
        {
            AxisScale scale = AxisScale.Spanning(values.Select(value => (double?)value.Get));
            return scale.Low < scale.High && scale.Ticks.Count is > 0 and <= 14
                && scale.Ticks.All(tick => scale.Beyond(tick) == 0);
        }));
}
