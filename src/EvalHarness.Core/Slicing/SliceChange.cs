namespace EvalHarness.Slicing;

/// <summary>
/// A candidate's change in quality on one slice of a task, joined with what token fidelity and judges say of the same
/// samples. Positive is better, whatever the metric's direction.
/// </summary>
public sealed record SliceChange
{
    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>What is looked at: <c>tag</c>, <c>prompt length</c>, <c>divergence</c>.</summary>
    public required string Dimension { get; init; }

    /// <summary>What the samples have in common.</summary>
    public required string Value { get; init; }

    /// <summary>Samples of the slice that both models have a score of.</summary>
    public required int Pairs { get; init; }

    /// <summary>Samples among them on which quality fell.</summary>
    public required int Lost { get; init; }

    /// <summary>Mean change in quality.</summary>
    public required double Change { get; init; }

    /// <summary>
    /// Lower end of its interval. The intervals of all slices of a metric and candidate hold at once with the report's
    /// confidence; <c>null</c> with fewer than two clusters.
    /// </summary>
    public required double? Low { get; init; }

    /// <summary>Upper end of the same.</summary>
    public required double? High { get; init; }

    /// <summary>Mean change in quality of the task's other samples; <c>null</c> when there are none.</summary>
    public required double? Elsewhere { get; init; }

    /// <summary>The same samples by the other metrics: token fidelity and judges.</summary>
    public required IReadOnlyList<SliceMean> Joined { get; init; }
}
