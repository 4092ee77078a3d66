namespace EvalHarness.Gating;

/// <summary>
/// A candidate against the baseline on one metric of one task, over the samples both scored, paired by id.
/// Differences are candidate − baseline on the metric's own scale.
/// </summary>
public sealed record Comparison
{
    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Direction of quality of the metric.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>Samples that both models scored.</summary>
    public required int Pairs { get; init; }

    /// <summary>Samples that only one of the two models has a row for.</summary>
    public required int Unpaired { get; init; }

    /// <summary>Samples present for both where the baseline is unscored.</summary>
    public required int BaselineUnscored { get; init; }

    /// <summary>Samples present for both where the candidate is unscored.</summary>
    public required int CandidateUnscored { get; init; }

    /// <summary>
    /// Independent units behind the mean: groups, or pairs when there are none; of a judge's metric also those that
    /// were not drawn to be judged.
    /// </summary>
    public required int Clusters { get; init; }

    /// <summary>Baseline's mean over the pairs; <c>null</c> without pairs.</summary>
    public double? BaselineMean { get; init; }

    /// <summary>Candidate's mean over the pairs; <c>null</c> without pairs.</summary>
    public double? CandidateMean { get; init; }

    /// <summary>Mean paired difference; <c>null</c> without pairs.</summary>
    public double? Delta { get; init; }

    /// <summary>Standard error of the mean difference, by cluster; <c>null</c> with fewer than two clusters.</summary>
    public double? StandardError { get; init; }

    /// <summary>Lower end of the two-sided interval (BCa bootstrap) at <see cref="Confidence"/>.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the two-sided interval (BCa bootstrap) at <see cref="Confidence"/>.</summary>
    public double? High { get; init; }

    /// <summary>Lower end of Student's t interval at the same level.</summary>
    public double? TLow { get; init; }

    /// <summary>Upper end of Student's t interval at the same level.</summary>
    public double? THigh { get; init; }

    /// <summary>Two-sided level of the intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Discordant pairs of a pass/fail metric; <c>null</c> for other metrics.</summary>
    public Flips? Flips { get; init; }

    /// <summary>
    /// Smallest drop that this many pairs would detect with 80 % power at one-sided 5 %; <c>null</c> when unknown.
    /// </summary>
    public double? DetectableDrop { get; init; }
}
