using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>One layer of judges.</summary>
public sealed record JudgingLayerConfiguration
{
    /// <summary>Names of the judges of this layer.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Judges { get; init; }

    /// <summary>
    /// Rules that escalate an output to this layer: disagreement, flip, fail, parse, deviation:LIMIT or audit:SHARE.
    /// </summary>
    public IReadOnlyList<string> Escalate { get; init; } = [];
}
