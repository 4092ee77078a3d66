using System.ComponentModel.DataAnnotations;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Reliability that a judge needs before its gates can decide.</summary>
public sealed record JudgeLimitsConfiguration
{
    /// <summary>Minimum quadratically weighted kappa with the labelled grades.</summary>
    [Range(-1d, 1d)]
    public double Kappa { get; init; } = 0.6;

    /// <summary>Minimum share of the labelled passes that it passes.</summary>
    [Range(0d, 1d)]
    public double TruePositiveRate { get; init; } = 0.85;

    /// <summary>Minimum share of the labelled fails that it fails.</summary>
    [Range(0d, 1d)]
    public double TrueNegativeRate { get; init; } = 0.85;

    /// <summary>Maximum share of outputs without a verdict, not counting abstentions.</summary>
    [Range(0d, 1d)]
    public double FailureRate { get; init; } = 0.01;

    /// <summary>Maximum share of pairs whose two orders disagree (pairwise).</summary>
    [Range(0d, 1d)]
    public double FlipRate { get; init; } = 0.13;

    /// <summary>Maximum share of canaries that get more than the middle grade.</summary>
    [Range(0d, 1d)]
    public double CanaryAlarms { get; init; }

    /// <summary>Whether gates require a judge that was compared with labelled grades.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>The limits as the mathematics wants them.</summary>
    public JudgeLimits ToLimits() => new()
    {
        Kappa = Kappa,
        TruePositiveRate = TruePositiveRate,
        TrueNegativeRate = TrueNegativeRate,
        FailureRate = FailureRate,
        FlipRate = FlipRate,
        CanaryAlarms = CanaryAlarms,
        NeedsLabels = NeedsLabels,
    };
}
