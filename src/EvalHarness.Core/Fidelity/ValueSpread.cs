using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>The mean and the quantiles of one value per position.</summary>
/// <param name="Mean">The mean with its standard errors.</param>
/// <param name="Quantiles">One value for each of <see cref="Levels"/>, rising.</param>
public sealed record ValueSpread(ClusteredEstimate Mean, IReadOnlyList<double> Quantiles)
{
    /// <summary>Rising levels from minimum to maximum, and what they are called in machine output.</summary>
    public static IReadOnlyList<(double Level, string Name)> Levels { get; } =
    [
        (0, "min"),
        (0.001, "p0_1"),
        (0.01, "p1"),
        (0.05, "p5"),
        (0.1, "p10"),
        (0.25, "p25"),
        (0.5, "median"),
        (0.75, "p75"),
        (0.9, "p90"),
        (0.95, "p95"),
        (0.99, "p99"),
        (0.999, "p99_9"),
        (1, "max"),
    ];

    /// <summary>The middle value.</summary>
    public double Median => Quantile("median");

    /// <summary>The least value.</summary>
    public double Minimum => Quantiles[0];

    /// <summary>The greatest value.</summary>
    public double Maximum => Quantiles[^1];

    /// <summary>The quantile of a name among <see cref="Levels"/>, linearly interpolated at level·(n − 1).</summary>
    public double Quantile(string name) =>
        Quantiles[Levels.Index().First(level => level.Item.Name == name).Index];

    /// <summary>Takes over at least one value, chunk after chunk, and sorts them.</summary>
    internal static ValueSpread From(double[] values, int[] chunkEnds)
    {
        ClusteredEstimate mean = ClusteredEstimate.FromMean(values, chunkEnds);
        Array.Sort(values);
        return new(mean, [.. Levels.Select(level => Statistics.Quantiles.FromSorted(values, level.Level))]);
    }
}
