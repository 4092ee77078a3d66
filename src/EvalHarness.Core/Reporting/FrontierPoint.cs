using EvalHarness.Gating;

namespace EvalHarness.Reporting;

/// <summary>One candidate's place between size and quality.</summary>
public sealed record FrontierPoint
{
    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>
    /// How many of its weights have another type than the one that was asked for; see
    /// <see cref="Runs.ModelSummary.EffectiveTypes"/>.
    /// </summary>
    public string? EffectiveTypes { get; init; }

    /// <summary>Its decision.</summary>
    public required ReleaseDecision Decision { get; init; }

    /// <summary>Size of the weights file in bytes; <c>null</c> when not known.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Size as a share of the baseline's, 0.5 is half; <c>null</c> when either is not known.</summary>
    public double? ShareOfBaseline { get; init; }

    /// <summary>Mean bits per weight; <c>null</c> when not known.</summary>
    public double? BitsPerWeight { get; init; }

    /// <summary>Tokens generated per second; decides nothing, being noisy. <c>null</c> when not measured.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Peak resident memory in bytes; decides nothing, being noisy. <c>null</c> when not measured.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>The worst gated change in quality; <c>null</c> when not every gate has one.</summary>
    public WorstChange? Worst { get; init; }

    /// <summary>Why there is no <see cref="Worst"/>; <c>null</c> when there is.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// A candidate that is no worse in size and quality and better in one, itself dominated by none; <c>null</c> when
    /// there is none.
    /// </summary>
    public string? DominatedBy { get; init; }

    /// <summary>Size and quality are known and no candidate dominates this one.</summary>
    public bool IsOnFrontier => FileBytes is not null && Worst is not null && DominatedBy is null;

    /// <summary>
    /// No larger and no worse than another, and smaller or better; never when a size or a quality is not known.
    /// </summary>
    public bool Dominates(FrontierPoint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this is { FileBytes: { } size, Worst: { } worst }
            && other is { FileBytes: { } otherSize, Worst: { } otherWorst }
            && size <= otherSize
            && worst.Value >= otherWorst.Value
            && (size < otherSize || worst.Value > otherWorst.Value);
    }
}
