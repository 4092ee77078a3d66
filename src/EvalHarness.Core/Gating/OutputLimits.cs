namespace EvalHarness.Gating;

/// <summary>
/// Largest shares, 0 to 1, of a model's outputs of a task that may be no whole answer of the right form before the
/// task's scores count as broken.
/// </summary>
public sealed record OutputLimits
{
    /// <summary>Outputs without text.</summary>
    public double MaxEmpty { get; init; } = 0.01;

    /// <summary>Outputs cut off at the token limit.</summary>
    public double MaxTruncated { get; init; } = 0.05;

    /// <summary>Refusals.</summary>
    public double MaxRefused { get; init; } = 0.01;

    /// <summary>Outputs that a content filter withheld.</summary>
    public double MaxBlocked { get; init; } = 0.01;

    /// <summary>Outputs without the form that a metric reads.</summary>
    public double MaxInvalidFormat { get; init; } = 0.05;

    /// <summary>Each limit that some counts exceed.</summary>
    public IReadOnlyList<OutputExcess> FindExcesses(OutputCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        OutputExcess[] all =
        [
            new("maxEmpty", "are empty", counts.Empty, counts.Outputs, MaxEmpty),
            new("maxTruncated", "were truncated at the token limit", counts.Truncated, counts.Outputs, MaxTruncated),
            new("maxRefused", "are refusals", counts.Refused, counts.Outputs, MaxRefused),
            new("maxBlocked", "were blocked by a content filter", counts.Blocked, counts.Outputs, MaxBlocked),
            new("maxInvalidFormat", "are not in the format that a metric reads", counts.InvalidFormat, counts.Outputs,
                MaxInvalidFormat),
        ];
        return [.. all.Where(excess => excess.Count > excess.Limit * excess.Outputs)];
    }
}
