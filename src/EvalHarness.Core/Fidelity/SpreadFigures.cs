using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>A value per token in the figures that a report shows: the mean and quantiles.</summary>
/// <param name="Mean">The mean with its standard errors.</param>
/// <param name="Quantiles">One value for each of <see cref="Levels"/>, rising.</param>
public sealed record SpreadFigures(ClusteredEstimate Mean, IReadOnlyList<double> Quantiles)
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

    /// <summary>The figures of all values.</summary>
    public static SpreadFigures Of(ValueSpread spread)
    {
        ArgumentNullException.ThrowIfNull(spread);
        return new(spread.Mean, [.. Levels.Select(level => spread.Quantile(level.Level))]);
    }
}
