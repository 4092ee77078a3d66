using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Extra questions that show whether a judge can be relied on.</summary>
public sealed record ControlsConfiguration
{
    /// <summary>Share of the drawn outputs that are asked twice.</summary>
    [Range(0d, 1d)]
    public double Retest { get; init; } = 0.1;

    /// <summary>Share of the drawn samples whose baseline output is shown against itself (pairwise).</summary>
    [Range(0d, 1d)]
    public double Identical { get; init; } = 0.1;

    /// <summary>Bad outputs that ask for full marks.</summary>
    [Range(0, 1000)]
    public int Canaries { get; init; } = 4;
}
