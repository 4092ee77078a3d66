using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>How candidates are compared with the baseline.</summary>
public sealed record ComparisonConfiguration
{
    /// <summary>Bootstrap resamples of every interval.</summary>
    [Range(100, 1_000_000)]
    public int Resamples { get; init; } = 10_000;

    /// <summary>Seed of the bootstrap.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Two-sided level of the intervals shown.</summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.95;
}
