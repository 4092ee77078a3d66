using EvalHarness.Inference.Arithmetic;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Arithmetic;

public sealed class PortableMathTests
{
    [Fact]
    public void ExponentialsAndLogarithmsAreThoseOfTheLibraryButForTheLastBits() => Laws.Hold<double[]>(raw =>
        Laws.Finite(raw).All(x =>
            Near(PortableMath.Exp(x % 700), Math.Exp(x % 700), 8e-16)
            && Near(PortableMath.Log(Math.Abs(x) + 1e-9), Math.Log(Math.Abs(x) + 1e-9), 8e-16)));

    [Fact]
    public void PowersAreNearToThoseOfTheLibrary() => Laws.Hold<double[]>(raw => Laws.Finite(raw).All(y =>
        Near(PortableMath.Pow(500_000, y / 1_000), Math.Pow(500_000, y / 1_000), 1e-14)));

    [Fact]
    public void AnglesOfLongContextsKeepTheirSineAndCosine() => Laws.Hold<int>(position =>
    {
        double angle = (Math.Abs((long)position) * 7_919 % 1_000_000) + 0.123;
        (double sine, double cosine) = PortableMath.SinCos(angle);
        return Math.Abs(sine - Math.Sin(angle)) < 3e-16 && Math.Abs(cosine - Math.Cos(angle)) < 3e-16;
    });

    [Fact]
    public void EndsOfTheRangeAreExact()
    {
        Assert.Equal(
            [1, 0, double.PositiveInfinity, 0],
            [
                PortableMath.Exp(0),
                PortableMath.Exp(double.NegativeInfinity),
                PortableMath.Exp(1_000),
                PortableMath.Log(1),
            ]);
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
        Assert.True(double.IsNaN(PortableMath.Log(double.NaN)));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
    }

    private static bool Near(double found, double expected, double relative) =>
        Math.Abs(found - expected) <= relative * Math.Max(1e-300, Math.Abs(expected)) + (expected == found ? 0 : 5e-17);
}
