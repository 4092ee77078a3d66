using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>How candidates are compared with the baseline.</summary>
public sealed record ComparisonConfiguration
{
    /// <summary>Seed of the bootstrap.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Two-sided confidence level of the intervals in reports.</summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.95;
}
