namespace EvalHarness.Gating;

/// <summary>What one gate says of one candidate, and why.</summary>
public sealed record GateDecision
{
    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Pass, fail or inconclusive.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>One sentence with the numbers that decided.</summary>
    public required string Reason { get; init; }

    /// <summary>Largest tolerated drop in quality, on the metric's own scale; positive.</summary>
    public required double Margin { get; init; }

    /// <summary>One-sided confidence level of both bounds.</summary>
    public required double Confidence { get; init; }

    /// <summary>Decided by counting outputs: there is no change and no bound, and the margin is the limit.</summary>
    public bool IsCounted => Confidence >= 1;

    /// <summary>Paired samples; 0 can never pass.</summary>
    public required int Pairs { get; init; }

    /// <summary>
    /// Mean change in quality: candidate − baseline, sign-flipped where lower is better. <c>null</c> without pairs.
    /// </summary>
    public double? Delta { get; init; }

    /// <summary>Of a judge's metric, whose grades decided; <c>null</c> elsewhere, and where nobody's did.</summary>
    public GradeSource? By { get; init; }

    /// <summary>Drawn pairs that people labelled; <c>null</c> where their labels do not decide.</summary>
    public int? Labels { get; init; }

    /// <summary>
    /// More pairs that differ to be labelled before an inconclusive gate on people's grades is likely to decide;
    /// <c>null</c> where labels would not.
    /// </summary>
    public int? PairsToLabel { get; init; }

    /// <summary>
    /// Of a gate on people's grades, how often gates were decided before on other labels of the same draw. Who may stop
    /// labelling when a decision pleases has more than one chance. <c>null</c> where their labels do not decide.
    /// </summary>
    public int? EarlierLooks { get; init; }

    /// <summary>How grades of some pairs speak for all; <c>null</c> where every score decides as it is.</summary>
    public string? Correction { get; init; }

    /// <summary>One-sided lower bound of the change in quality: a gate passes when it is at least −margin.</summary>
    public double? Low { get; init; }

    /// <summary>One-sided upper bound of the change in quality.</summary>
    public double? High { get; init; }

    /// <summary>
    /// p-value of "the drop is at least the margin": the smallest level at which the gate's own bound would pass.
    /// </summary>
    public double? P { get; init; }

    /// <summary><see cref="P"/> after Holm's adjustment over the gates of the run.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>What <see cref="Low"/> is made by; <c>null</c> without it.</summary>
    public Gating.BoundMethod? Method { get; init; }

    /// <summary>
    /// Pairs with which an inconclusive gate would pass with 80 % power if quality does not change, at the spread seen;
    /// <c>null</c> when decided or unknown.
    /// </summary>
    public int? PairsNeeded { get; init; }

    /// <summary>
    /// The same if the true change is the one seen; <c>null</c> where that drop is itself as large as the margin.
    /// </summary>
    public int? PairsNeededAtChange { get; init; }
}
