namespace EvalHarness.Statistics;

/// <summary>
/// Count, mean and spread of a stream of values in one pass (Welford, "Note on a method for calculating corrected
/// sums of squares and products", 1962), stable for values with a large common offset.
/// </summary>
/// <param name="Count">Values seen.</param>
/// <param name="Mean">Their mean; 0 before the first value.</param>
/// <param name="SquaredDeviations">Sum of squared deviations from the mean.</param>
public readonly record struct Moments(long Count, double Mean, double SquaredDeviations)
{
    /// <summary>Variance with divisor n; <c>null</c> without values.</summary>
    public double? PopulationVariance => Count < 1 ? null : SquaredDeviations / Count;

    /// <summary>Variance with divisor n − 1; <c>null</c> with fewer than two values.</summary>
    public double? SampleVariance => Count < 2 ? null : SquaredDeviations / (Count - 1);

    /// <summary>Square root of <see cref="SampleVariance"/>.</summary>
    public double? SampleDeviation => SampleVariance is { } variance ? Math.Sqrt(variance) : null;

    /// <summary>Standard error of the mean of independent values; <c>null</c> with fewer than two.</summary>
    public double? StandardError => SampleVariance is { } variance ? Math.Sqrt(variance / Count) : null;

    /// <summary>The moments of a span of values.</summary>
    public static Moments From(ReadOnlySpan<double> values)
    {
        Moments moments = default;
        foreach (double value in values)
        {
            moments = moments.Add(value);
        }

        return moments;
    }

    /// <summary>The moments with one more value.</summary>
    public Moments Add(double value)
    {
        long count = Count + 1;
        double shift = value - Mean;
        double mean = Mean + (shift / count);
        return new(count, mean, SquaredDeviations + (shift * (value - mean)));
    }

    /// <summary>The moments of two disjoint streams together (Chan, Golub and LeVeque, 1979).</summary>
    public Moments Combine(Moments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        long count = Count + other.Count;
        double shift = other.Mean - Mean;
        double mean = Mean + (shift * other.Count / count);
        double cross = shift * shift * Count * other.Count / count;
        return new(count, mean, SquaredDeviations + other.SquaredDeviations + cross);
    }
}
