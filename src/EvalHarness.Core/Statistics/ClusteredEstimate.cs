namespace EvalHarness.Statistics;

/// <summary>
/// A mean, or a function of one, with two standard errors: as if all values were independent, and with the values of
/// one cluster (a chunk of text) free to depend on each other.
/// </summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Of independent values; <c>null</c> with fewer than two.</param>
/// <param name="ClusteredStandardError">Of independent clusters; <c>null</c> with fewer than two.</param>
public readonly record struct ClusteredEstimate(double Value, double? StandardError, double? ClusteredStandardError)
{
    /// <summary>The mean of at least one value, clusters one after another.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="clusterEnds">Rising: the index behind the last value of each cluster; the last is the number of
    /// values. A cluster may be empty and then does not count.</param>
    /// <remarks>The clustered standard error is the linearised one of <see cref="TInterval"/>.</remarks>
    public static ClusteredEstimate FromMean(ReadOnlySpan<double> values, ReadOnlySpan<int> clusterEnds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        Moments moments = default;
        List<double> sums = [];
        List<double> weights = [];
        int start = 0;
        foreach (int end in clusterEnds)
        {
            Moments cluster = Moments.From(values[start..end]);
            moments = moments.Combine(cluster);
            if (cluster.Count > 0)
            {
                sums.Add(cluster.Mean * cluster.Count);
                weights.Add(cluster.Count);
            }

            start = end;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(start, values.Length);
        TInterval? clustered = TInterval.From([.. sums], [.. weights]);
        return new(moments.Mean, moments.StandardError, clustered?.StandardError);
    }

    /// <summary>A smooth function of the estimate by the delta method: SE(f) = |f′|·SE.</summary>
    /// <param name="value">The function's value.</param>
    /// <param name="slope">Its derivative at the estimate.</param>
    public ClusteredEstimate Transform(double value, double slope) =>
        new(value, Math.Abs(slope) * StandardError, Math.Abs(slope) * ClusteredStandardError);
}
