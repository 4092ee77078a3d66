using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Additional questions that measure the reliability of a judge.</summary>
public sealed record ControlsConfiguration
{
    /// <summary>Share of the selected outputs that are judged twice.</summary>
    [Range(0d, 1d)]
    public double Retest { get; init; } = 0.1;

    /// <summary>Share of the selected samples whose baseline output is compared with itself (pairwise).</summary>
    [Range(0d, 1d)]
    public double Identical { get; init; } = 0.1;

    /// <summary>Bad outputs that ask for full marks.</summary>
    [Range(0, 1000)]
    public int Canaries { get; init; } = 4;
}
