namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>What a gate could show with the samples at hand, and how many it would take.</summary>
/// <param name="Metric">Task and metric.</param>
/// <param name="Candidate">Candidate whose spread was seen before; <c>null</c> where the spread is supposed.</param>
/// <param name="MaxDrop">The gate's margin.</param>
/// <param name="Confidence">One-sided confidence that a pass needs.</param>
/// <param name="Pairs">Samples that will be paired.</param>
/// <param name="LeastPairs">
/// Samples below which nothing passes this margin, even if nothing changes; <c>null</c> for a metric without a worst
/// value.
/// </param>
/// <param name="PairsNeeded">
/// Samples for 80 % power if quality does not change; <c>null</c> when there is no such number.
/// </param>
/// <param name="DetectableDrop">
/// Smallest margin that the samples at hand pass with 80 % power if nothing changes.
/// </param>
/// <param name="Basis">Where the spread of the changes is from.</param>
public sealed record GateEstimate(
    string Metric,
    string? Candidate,
    double MaxDrop,
    double Confidence,
    int Pairs,
    int? LeastPairs,
    int? PairsNeeded,
    double DetectableDrop,
    string Basis)
{
    /// <summary>A candidate that is as good as the baseline would probably pass.</summary>
    public bool IsEnough => PairsNeeded <= Pairs;

    /// <summary>What to do about too few samples, as a sentence; <c>null</c> when there are enough.</summary>
    public string? Advice => IsEnough ? null : FormattableString.Invariant(
        $"{Metric}{(Candidate is null ? "" : $" ({Candidate})")}, margin {MaxDrop:0.####}: ")
        + (LeastPairs is { } least ? FormattableString.Invariant(
            $"at least {least} independent samples to pass even if nothing changes; ") : "")
        + (PairsNeeded is { } needed ? FormattableString.Invariant($"about {needed} for 80 % power; ") : "")
        + FormattableString.Invariant(
            $"you have {Pairs}: choose a margin of {Math.Ceiling(DetectableDrop * 1e3) / 1e3:0.###} or more samples.");
}
