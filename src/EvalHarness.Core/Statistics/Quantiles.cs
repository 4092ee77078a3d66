namespace EvalHarness.Statistics;

/// <summary>Empirical quantiles with linear interpolation (type 7 of Hyndman and Fan, 1996; numpy's default).</summary>
public static class Quantiles
{
    /// <summary>The quantile of values in any order; <c>null</c> without values.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="level">0 (minimum) to 1 (maximum).</param>
    public static double? From(ReadOnlySpan<double> values, double level)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return FromSorted(sorted, level);
    }

    /// <summary>The quantile of at least one value in ascending order.</summary>
    /// <param name="sorted">Finite values, ascending.</param>
    /// <param name="level">0 (minimum) to 1 (maximum).</param>
    public static double FromSorted(ReadOnlySpan<double> sorted, double level)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 1);
        double position = (sorted.Length - 1) * level;
        int below = Math.Min((int)position, sorted.Length - 1);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
