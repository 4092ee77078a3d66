using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Storage;

/// <summary>The body of a label's event: what its row has no column for.</summary>
internal sealed record StoredLabel
{
    /// <summary>The item.</summary>
    public required LabelItem Item { get; init; }

    /// <summary>What was done.</summary>
    public required LabelAction Action { get; init; }

    /// <summary>The score.</summary>
    public double? Score { get; init; }

    /// <summary>The grade as people read it.</summary>
    public string? Grade { get; init; }

    /// <summary>Of a pair, whether the candidate's output was shown first.</summary>
    public bool? CandidateFirst { get; init; }

    /// <summary>The note.</summary>
    public string? Note { get; init; }

    /// <summary>The reason of a change.</summary>
    public string? Reason { get; init; }

    /// <summary>Hash of the label policy that was shown.</summary>
    public string? PolicyHash { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Origin { get; init; }

    /// <summary>What it replaced or took back.</summary>
    public LabelAction? FormerAction { get; init; }

    /// <summary>The score that it replaced or took back.</summary>
    public double? FormerScore { get; init; }

    /// <summary>What is stored of an entry.</summary>
    public static StoredLabel From(LabelEntry entry, LabelEvent? former) => new()
    {
        Item = entry.Item,
        Action = entry.Action,
        Score = entry.Score,
        Grade = entry.Score is { } score ? entry.Question.GradeOf(score) : null,
        CandidateFirst = entry.CandidateFirst,
        Note = entry.Note,
        Reason = entry.Reason,
        PolicyHash = entry.PolicyHash,
        Origin = entry.Origin,
        FormerAction = former?.Entry.Action,
        FormerScore = former?.Entry.Score,
    };
}
