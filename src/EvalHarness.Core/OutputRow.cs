namespace EvalHarness;

/// <summary>One output with all of its scores: what a store writes whole or not at all.</summary>
public sealed record OutputRow
{
    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>The task that asked.</summary>
    public required string Task { get; init; }

    /// <summary>Position of the sample in its dataset, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What the model gave, or why it gave nothing.</summary>
    public required ModelOutput Output { get; init; }

    /// <summary>One score per metric of the task, unscored ones included.</summary>
    public required IReadOnlyList<Score> Scores { get; init; }
}
