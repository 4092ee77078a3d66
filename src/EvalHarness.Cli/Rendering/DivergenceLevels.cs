namespace EvalHarness.Cli.Rendering;

/// <summary>The quantiles of a comparison that are printed, between minimum and maximum.</summary>
internal static class DivergenceLevels
{
    /// <summary>Rising levels and their names in machine output.</summary>
    public static readonly IReadOnlyList<(double Level, string Name)> Inner =
    [
        (0.001, "p0_1"),
        (0.01, "p1"),
        (0.05, "p5"),
        (0.1, "p10"),
        (0.25, "p25"),
        (0.75, "p75"),
        (0.9, "p90"),
        (0.95, "p95"),
        (0.99, "p99"),
        (0.999, "p99_9"),
    ];
}
