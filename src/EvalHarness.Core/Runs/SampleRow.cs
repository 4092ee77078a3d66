namespace EvalHarness.Runs;

/// <summary>A sample as a run asks it: enough to show, judge and score its outputs again without the dataset.</summary>
public sealed record SampleRow
{
    /// <summary>The task it belongs to.</summary>
    public required string Task { get; init; }

    /// <summary>Position in the dataset, from 0: the order of every report.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The sample itself.</summary>
    public required Sample Sample { get; init; }

    /// <summary>The rendered prompt as readable text; of the first candidate where a task ranks pointwise.</summary>
    public required string Prompt { get; init; }
}
