using System.ComponentModel.DataAnnotations;
using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A condition that every candidate must meet to ship.</summary>
public sealed record GateConfiguration
{
    /// <summary>Confidence of a gate that states none.</summary>
    internal const double DefaultConfidence = 0.95;

    /// <summary>The most confidence that a gate may ask for.</summary>
    internal const double MostConfidence = 0.9999;

    /// <summary>Task and metric as task/metric, or task/judge:NAME for a judge's score.</summary>
    public required string Metric { get; init; }

    /// <summary>
    /// Margin: the largest tolerated drop in quality, on the metric's scale and smaller than its range.
    /// </summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public required double MaxDrop { get; init; }

    /// <summary>One-sided confidence required for a pass.</summary>
    [Range(0.5, MostConfidence)]
    public double Confidence { get; init; } = DefaultConfidence;

    /// <summary>Largest tolerated share of unscored samples.</summary>
    [Range(0d, 1d)]
    public double MaxUnscored { get; init; } = 0.01;

    /// <summary>
    /// For a metric without a worst value, such as nll: the largest loss counted for one sample. With a cap the gate
    /// keeps its confidence level at any number of samples; without one it is approximate and needs 100 samples.
    /// </summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double? Cap { get; init; }

    /// <summary>
    /// For a judge's metric, whose grades decide: people's, from labels of pairs, or the judge's own. Default: people's
    /// where such labels exist. Where people labelled drawn pairs of the run itself, theirs decide in any case.
    /// </summary>
    public GradeSource? By { get; init; }

    /// <summary>The gate as the mathematics wants it.</summary>
    public GateRule ToRule() => new(Metric, MaxDrop, Confidence, MaxUnscored, Cap, By);
}
