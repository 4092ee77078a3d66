using System.ComponentModel.DataAnnotations;
using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>
/// Maximum shares of a model's outputs of a task that may be faulty. A baseline above a limit makes the task's gates
/// inconclusive; a candidate above a limit that the baseline meets fails the gate TASK/outputs.
/// </summary>
public sealed record OutputLimitsConfiguration
{
    /// <summary>Outputs without text, thoughts aside.</summary>
    [Range(0d, 1d)]
    public double MaxEmpty { get; init; } = 0.01;

    /// <summary>Outputs truncated at the token limit, while thinking or answering.</summary>
    [Range(0d, 1d)]
    public double MaxTruncated { get; init; } = 0.05;

    /// <summary>Refusals to answer.</summary>
    [Range(0d, 1d)]
    public double MaxRefused { get; init; } = 0.01;

    /// <summary>Outputs blocked by a content filter.</summary>
    [Range(0d, 1d)]
    public double MaxBlocked { get; init; } = 0.01;

    /// <summary>Outputs without the format that a metric reads, such as a number or a ranking.</summary>
    [Range(0d, 1d)]
    public double MaxInvalidFormat { get; init; } = 0.05;

    /// <summary>The limits as gates want them.</summary>
    public OutputLimits ToLimits() => new()
    {
        MaxEmpty = MaxEmpty,
        MaxTruncated = MaxTruncated,
        MaxRefused = MaxRefused,
        MaxBlocked = MaxBlocked,
        MaxInvalidFormat = MaxInvalidFormat,
    };
}
