using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class ClusteredEstimateTests
{
    [Fact]
    public void BothStandardErrorsAreThoseOfTheDefinition()
    {
        // Sample variance 5/3 over 4 values; clusters sum to 3 and 7 with residuals −2 and 2: √(2·8)/4.
        ClusteredEstimate mean = ClusteredEstimate.FromMean([1, 2, 3, 4], [2, 4]);
        Assert.Equal(2.5, mean.Value, 12);
        Assert.Equal(Math.Sqrt(5.0 / 12), mean.StandardError!.Value, 12);
        Assert.Equal(1, mean.ClusteredStandardError!.Value, 12);
    }

    [Fact]
    public void OneClusterHasNoClusteredErrorAndOneValueHasNone()
    {
        Assert.Null(ClusteredEstimate.FromMean([1, 2, 3], [3]).ClusteredStandardError);
        Assert.NotNull(ClusteredEstimate.FromMean([1, 2, 3], [3]).StandardError);
        Assert.Null(ClusteredEstimate.FromMean([1], [1]).StandardError);
    }

    [Fact]
    public void EmptyClustersDoNotCount()
    {
        Assert.Equal(
            ClusteredEstimate.FromMean([1, 2, 3, 4], [2, 4]), ClusteredEstimate.FromMean([1, 2, 3, 4], [0, 2, 2, 4, 4]));
    }

    [Fact]
    public void ClustersOfOneValueGiveTheIndependentError() => Laws.Hold((double[]? raw) =>
    {
        double[] values = Laws.Finite(raw);
        if (values.Length < 2)
        {
            return true;
        }

        int[] ends = [.. Enumerable.Range(1, values.Length)];
        ClusteredEstimate mean = ClusteredEstimate.FromMean(values, ends);
        return Laws.Near(mean.StandardError!.Value, mean.ClusteredStandardError!.Value);
    });

    [Fact]
    public void RepeatingEveryValueHalvesNothingBetweenClusters()
    {
        // Four copies of a value say no more than one: the clustered error stays, the independent one shrinks.
        double[] values = [.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat((double)(i * i % 7), 4))];
        double[] once = [.. Enumerable.Range(0, 20).Select(i => (double)(i * i % 7))];
        ClusteredEstimate repeated = ClusteredEstimate.FromMean(values, [.. Enumerable.Range(1, 20).Select(i => 4 * i)]);
        ClusteredEstimate single = ClusteredEstimate.FromMean(once, [.. Enumerable.Range(1, 20)]);
        Assert.Equal(single.StandardError!.Value, repeated.ClusteredStandardError!.Value, 12);
        Assert.InRange(repeated.StandardError!.Value / single.StandardError.Value, 0.45, 0.55);
    }

    [Fact]
    public void AFunctionsErrorIsItsSlopeTimesTheError()
    {
        ClusteredEstimate turned = new ClusteredEstimate(2, 0.5, null).Transform(-6, -3);
        Assert.Equal(new ClusteredEstimate(-6, 1.5, null), turned);
    }
}
