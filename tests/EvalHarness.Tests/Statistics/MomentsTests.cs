using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class MomentsTests
{
    [Fact]
    public void ALargeOffsetCostsNoDigits() =>
        Assert.Equal(1, Moments.From([1e9 + 1, 1e9 + 2, 1e9 + 3]).SampleVariance!.Value, 1e-9);

    [Fact]
    public void MissingSpreadIsNullNotZero()
    {
        Assert.Null(Moments.From([]).PopulationVariance);
        Assert.Null(Moments.From([1]).SampleVariance);
        Assert.Null(Moments.From([1]).StandardError);
    }

    [Fact]
    public void PartsCombineToTheWhole() => Laws.Hold<double[], double[]>((left, right) =>
    {
        double[] first = Laws.Finite(left);
        double[] second = Laws.Finite(right);
        Moments together = Moments.From([.. first, .. second]);
        Moments combined = Moments.From(first).Combine(Moments.From(second));
        return together.Count == combined.Count
            && Laws.Near(together.Mean, combined.Mean)
            && Math.Abs(together.SquaredDeviations - combined.SquaredDeviations) <= 1e-6;
    });
}
