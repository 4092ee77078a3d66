using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>An item that people are to label.</summary>
public sealed record QueueEntry
{
    /// <summary>The item.</summary>
    public required LabelItem Item { get; init; }

    /// <summary>Position of its sample in the dataset, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The sample's group; <c>null</c> without one.</summary>
    public string? Group { get; init; }

    /// <summary>What its label may be used for.</summary>
    public required LabelPart Part { get; init; }

    /// <summary>It was drawn for estimation; the label of any other item never enters an estimate.</summary>
    public bool IsDrawn => Probability is not null;

    /// <summary>π: probability with which it was drawn; <c>null</c> when it was not.</summary>
    public double? Probability { get; init; }

    /// <summary>Every labeller gets it.</summary>
    public bool IsOverlap { get; init; }

    /// <summary>Why it is in the queue; at least one reason.</summary>
    public required IReadOnlyList<QueueReason> Reasons { get; init; }

    /// <summary>What the master judge said that could not decide; <c>null</c> elsewhere. Not to be shown before the
    /// label.</summary>
    public string? Detail { get; init; }

    /// <summary>The candidates whose pairs it belongs to.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }
}
