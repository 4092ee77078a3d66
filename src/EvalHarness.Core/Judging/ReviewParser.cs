using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>
/// Reads a master judge's review and fails closed: whatever is missing, off the menu, quoted wrongly or at odds with
/// itself leaves no score, and a reason why a person must decide.
/// </summary>
/// <remarks>
/// The answer is <c>{"reasoning", "evidence", "action": "uphold" | "overturn" | "cannot_decide", "verdict"}</c> and
/// nothing around it; the evidence is a literal quotation. To uphold is to give a grade that a judge of the first layer
/// gave, to overturn is to give another.
/// </remarks>
public static class ReviewParser
{
    /// <summary>Reads one answer.</summary>
    /// <param name="blind">The master's own verdict, given before.</param>
    /// <param name="answer">The master's text.</param>
    /// <param name="isComplete">It was not cut off.</param>
    /// <param name="menu">Grades on offer.</param>
    /// <param name="firstLayer">Scores of the first layer; empty when it gave none.</param>
    /// <param name="sources">Texts that may be quoted, as the judge saw them.</param>
    /// <param name="nonce">What the answer must repeat; <c>null</c> for a prompt that does not ask for it.</param>
    /// <param name="thinkingTags">Tags around the master's thoughts; <c>null</c> for the usual ones.</param>
    /// <returns>The review: a decision with a score, or no score and why a person must decide.</returns>
    public static MasterReview Parse(
        Verdict blind,
        string answer,
        bool isComplete,
        VerdictMenu menu,
        IReadOnlyCollection<double> firstLayer,
        IReadOnlyCollection<string> sources,
        string? nonce = null,
        IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(blind);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(menu);
        ArgumentNullException.ThrowIfNull(firstLayer);
        ArgumentNullException.ThrowIfNull(sources);
        if (!isComplete || AnswerObject.Whole(answer, thinkingTags) is not { } found
            || AnswerObject.HasRepeatedKey(found))
        {
            return MasterReview.LeftToPerson(blind, "The review is not one whole JSON object.");
        }

        if (nonce is not null && !string.Equals(Text(found, "nonce"), nonce, StringComparison.Ordinal))
        {
            return MasterReview.LeftToPerson(blind, "The review does not repeat the nonce of its request.");
        }

        ReviewAction? action = Text(found, "action") switch
        {
            "uphold" => ReviewAction.Uphold,
            "overturn" => ReviewAction.Overturn,
            "cannot_decide" => ReviewAction.CannotDecide,
            _ => null,
        };
        return action switch
        {
            null => MasterReview.LeftToPerson(blind, "The review's action is none of uphold, overturn, cannot_decide."),
            ReviewAction.CannotDecide => MasterReview.LeftToPerson(blind, "The master judge cannot decide.", action),
            _ => Decide(blind, found, action.Value, menu, firstLayer, sources),
        };
    }

    private static MasterReview Decide(
        Verdict blind,
        JsonElement found,
        ReviewAction action,
        VerdictMenu menu,
        IReadOnlyCollection<double> firstLayer,
        IReadOnlyCollection<string> sources)
    {
        double? score = found.TryGetProperty("verdict", out JsonElement given)
            && given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out double number)
            ? menu.ScoreOf(number)
            : Text(found, "verdict") is { } grade ? menu.ScoreOf(grade) : null;
        if (score is null)
        {
            return MasterReview.LeftToPerson(blind, "The review's verdict is not on the menu.");
        }

        if (string.IsNullOrWhiteSpace(Text(found, "reasoning")))
        {
            return MasterReview.LeftToPerson(blind, "The review gives no reasons.");
        }

        if (Text(found, "evidence") is not { } quote || string.IsNullOrWhiteSpace(quote)
            || !sources.Any(source => source.Contains(quote, StringComparison.Ordinal)))
        {
            return MasterReview.LeftToPerson(blind, "The review's evidence is not a quotation.");
        }

        return firstLayer.Contains(score.Value) == (action == ReviewAction.Uphold)
            ? new MasterReview(blind, action, score, null, "", new OutputUsage())
            : MasterReview.LeftToPerson(blind, "The review's action and verdict contradict each other.");
    }

    // Half a surrogate pair is valid JSON and no valid text.
    private static string? Text(JsonElement found, string name)
    {
        try
        {
            return found.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
