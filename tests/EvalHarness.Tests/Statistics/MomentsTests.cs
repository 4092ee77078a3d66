using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class MomentsTests
{
    [Fact]
    public void ALargeOffsetCostsNoDigits() =>
        Assert.Equal(1, Moments.Of([1e9 + 1, 1e9 + 2, 1e9 + 3]).SampleVariance!.Value, 1e-9);

    [Fact]
    public void MissingSpreadIsNullNotZero()
    {
        Assert.Null(Moments.Of([]).PopulationVariance);
        Assert.Null(Moments.Of([1]).SampleVariance);
        Assert.Null(Moments.Of([1]).StandardError);
    }

    [Fact]
    public void PartsCombineToTheWhole() => Laws.Hold<double[], double[]>((left, right) =>
    {
        double[] first = Laws.Finite(left);
        double[] second = Laws.Finite(right);
        Moments together = Moments.Of([.. first, .. second]);
        Moments combined = Moments.Of(first).Combine(Moments.Of(second));
        return together.Count == combined.Count
            && Laws.Near(together.Mean, combined.Mean)
            && Math.Abs(together.SquaredDeviations - combined.SquaredDeviations) <= 1e-6;
    });
}
