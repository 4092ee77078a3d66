using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>The mean and the quantiles of one value per position.</summary>
public sealed class ValueSpread
{
    private readonly double[] _sorted;

    private ValueSpread(ClusteredEstimate mean, double[] sorted) => (Mean, _sorted) = (mean, sorted);

    /// <summary>The mean with its standard errors.</summary>
    public ClusteredEstimate Mean { get; }

    /// <summary>The middle value.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The least value.</summary>
    public double Minimum => _sorted[0];

    /// <summary>The greatest value.</summary>
    public double Maximum => _sorted[^1];

    /// <summary>A quantile, linearly interpolated at level·(n − 1).</summary>
    /// <param name="level">0 (minimum) to 1 (maximum).</param>
    public double Quantile(double level) => Quantiles.OfSorted(_sorted, level);

    /// <summary>Takes over at least one value, chunk after chunk, and sorts them.</summary>
    internal static ValueSpread Of(double[] values, int[] chunkEnds)
    {
        ClusteredEstimate mean = ClusteredEstimate.OfMean(values, chunkEnds);
        Array.Sort(values);
        return new(mean, values);
    }
}
