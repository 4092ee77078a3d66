using System.Globalization;
using System.Text;

namespace EvalHarness.Labels;

/// <summary>What one person did with one item, as it is handed to the store.</summary>
public sealed record LabelEntry
{
    /// <summary>Longest name of a labeller, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>Longest note, in characters.</summary>
    public const int LongestNote = 10_000;

    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 1_000;

    private const int LongestToken = 100;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Who: a name without control characters.</summary>
    public required string Labeller { get; init; }

    /// <summary>The item.</summary>
    public required LabelItem Item { get; init; }

    /// <summary>The question that was answered.</summary>
    public required LabelQuestion Question { get; init; }

    /// <summary>What was done.</summary>
    public required LabelAction Action { get; init; }

    /// <summary>The score on the question's scale of a label, or of an adjudication; else <c>null</c>.</summary>
    public double? Score { get; init; }

    /// <summary>Of a pair, whether the candidate's output was shown first; <c>null</c> where that is unknown.</summary>
    public bool? CandidateFirst { get; init; }

    /// <summary>A note, letter for letter; <c>null</c> without one.</summary>
    public string? Note { get; init; }

    /// <summary>Why an earlier label of the same person is changed, or why the item is settled so.</summary>
    public string? Reason { get; init; }

    /// <summary>Hash of the label policy that was shown; <c>null</c> when none was.</summary>
    public string? PolicyHash { get; init; }

    /// <summary>Where it comes from: <c>review</c>, or <c>import:FILE</c>.</summary>
    public string Origin { get; init; } = "review";

    /// <summary>
    /// Names this entry, so that one that is sent twice is stored once: 1 to 100 letters, digits, points, colons,
    /// hyphens and underscores.
    /// </summary>
    public string Token { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The entry with its names and texts as they are compared and stored.</summary>
    /// <exception cref="InvalidInputException">It cannot be stored, whatever was stored before.</exception>
    public LabelEntry Checked()
    {
        LabelEntry entry = this with
        {
            Labeller = Labeller.Trim().IsNormalized() ? Labeller.Trim() : Normalize(Labeller.Trim()),
            Note = string.IsNullOrWhiteSpace(Note) ? null : Note,
            Reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim(),
            Score = Score is { } score ? score + 0.0 : null,
        };
        InputError[] mistakes = [.. entry.Mistakes()];
        return mistakes.Length == 0 ? entry : throw new InvalidInputException(mistakes);
    }

    // Half of a surrogate pair has no normal form; the name is refused for it.
    private static string Normalize(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return "\uD800";
        }
    }

    private IEnumerable<InputError> Mistakes()
    {
        if (Labeller.Length is 0 or > LongestName || Labeller.Any(IsUnfitForName))
        {
            yield return new("labeller", Labeller.Length switch
            {
                0 => "no name",
                > LongestName => FormattableString.Invariant($"a name of {Labeller.Length} characters"),
                _ => "a name with control or invisible characters",
            }, FormattableString.Invariant($"a name of 1 to {LongestName} visible characters"));
        }

        bool mayScore = Action is LabelAction.Label or LabelAction.Adjudicate;
        if (Score is { } score && (!mayScore || !Question.Scores.Contains(score)))
        {
            yield return new(
                "score", FormattableString.Invariant($"{score}"),
                mayScore ? $"one of {Scores()}" : $"no score, as the action is {Action.ToString().ToLowerInvariant()}");
        }

        if (Score is null && Action == LabelAction.Label)
        {
            yield return new("score", "a label without a score", $"one of {Scores()}");
        }

        if (Action == LabelAction.Adjudicate && Reason is null)
        {
            yield return new("reason", "an adjudication without a reason", "why the item is settled so");
        }

        if (Item.Kind != Question.Kind || Item.Task != Question.Task)
        {
            yield return new("item", "an item of another question", "an item that the question is about");
        }

        if (Note?.Length > LongestNote)
        {
            yield return new(
                "note", FormattableString.Invariant($"{Note.Length} characters"),
                FormattableString.Invariant($"at most {LongestNote}"));
        }

        if (Reason?.Length > LongestReason)
        {
            yield return new(
                "reason", FormattableString.Invariant($"{Reason.Length} characters"),
                FormattableString.Invariant($"at most {LongestReason}"));
        }

        if (Token.Length is 0 or > LongestToken
            || !Token.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or ':' or '-' or '_'))
        {
            yield return new(
                "token", "a token of a wrong form",
                "1 to 100 letters, digits, points, colons, hyphens and underscores");
        }
    }

    private static bool IsUnfitForName(char one) => char.GetUnicodeCategory(one) is
        UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse
        || char.IsSurrogate(one);

    private string Scores() =>
        string.Join(", ", Question.Scores.Select(score => FormattableString.Invariant($"{score}")));
}
