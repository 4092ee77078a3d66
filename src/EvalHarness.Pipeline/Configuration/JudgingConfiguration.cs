using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Which outputs are judged, and by whom.</summary>
public sealed record JudgingConfiguration
{
    /// <summary>Share of the samples that is judged.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Fraction { get; init; } = 1;

    /// <summary>Seed of the selection; a larger fraction includes the samples of a smaller one.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Layers of judges, in order.</summary>
    [MinLength(1)]
    public required IReadOnlyList<JudgingLayerConfiguration> Layers { get; init; }
}
