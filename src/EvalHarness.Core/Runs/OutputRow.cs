namespace EvalHarness.Runs;

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

    /// <summary>The row with further scores, each in place of an earlier one of the same metric.</summary>
    public OutputRow With(IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return this with
        {
            Scores = [.. Scores.Where(old => scores.All(score => score.Metric != old.Metric)), .. scores],
        };
    }
}
