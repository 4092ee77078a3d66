namespace EvalHarness.Judging;

/// <summary>One verdict with all that its use needs: what a store writes whole or not at all.</summary>
public sealed record VerdictRow
{
    /// <summary>The task whose outputs are judged.</summary>
    public required string Task { get; init; }

    /// <summary>
    /// Hash of everything that makes the judge what it is: model, parameters, prompts, examples. Another hash is
    /// another judge, whatever its name.
    /// </summary>
    public required string JudgeId { get; init; }

    /// <summary>What the verdict was asked for.</summary>
    public required VerdictPurpose Purpose { get; init; }

    /// <summary>The verdict; of a master judge the blind one.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What a master judge made of the first layer; <c>null</c> in the first layer.</summary>
    public MasterReview? Review { get; init; }

    /// <summary>Why the output came to this layer; empty in the first layer.</summary>
    public IReadOnlyList<string> EscalatedFor { get; init; } = [];

    /// <summary>The labelled grade of the judged text; <c>null</c> where none is known.</summary>
    public double? Known { get; init; }

    /// <summary>Key of the judged text, by <see cref="OutputKey"/>: the verdict holds for whoever wrote it.</summary>
    public required string TextKey { get; init; }

    /// <summary>Characters of the judged text.</summary>
    public int Length { get; init; }
}
