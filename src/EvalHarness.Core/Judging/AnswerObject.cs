using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>
/// The JSON object of a judge's answer, and everything that is wrong with it whatever it should say: cut off, refused,
/// no JSON, a key twice, two answers, an error body, a nonce that is missing or another's.
/// </summary>
internal static class AnswerObject
{
    private static readonly string[] s_refusals =
        ["i'm sorry", "i am sorry", "sorry,", "i cannot", "i can't", "i can’t", "i’m sorry", "as an ai", "i won't"];

    /// <summary>Finds the object.</summary>
    /// <param name="asked">The verdict as it is before the answer is read.</param>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge ended by itself and was not cut off by a limit.</param>
    /// <param name="nonce">Nonce of the call; without one the answer must be one object and nothing else.</param>
    /// <param name="key">A key that a good answer has, and an error body has not.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    /// <param name="found">The object; meaningless on failure.</param>
    /// <returns><c>null</c>, or no verdict and what is wrong.</returns>
    public static Verdict? Read(
        Verdict asked,
        string answer,
        bool isComplete,
        string? nonce,
        string key,
        IReadOnlyList<string>? thinkingTags,
        out JsonElement found)
    {
        if (nonce is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(nonce);
        }

        found = default;
        if (!isComplete)
        {
            return asked.Unscored(JudgingFailure.Truncated, "The answer was cut off; answer more briefly.");
        }

        if (JsonObjects.Whole(answer) is { } whole)
        {
            return Checked(asked, whole, nonce, key, out found);
        }

        // What stands in a thinking block, or after one that never ends, may be a draft.
        AnswerParts parts = ThinkingBlocks.Split(answer, thinkingTags ?? ThinkingBlocks.DefaultTags);
        if (parts.IsUnclosed)
        {
            return asked.Unreadable(
                "The answer ends inside a thinking block; end it, and give the JSON object after it.");
        }

        IReadOnlyList<(JsonElement Found, int Start, int End)> objects = nonce is not null
            ? JsonObjects.Find(parts.Answer)
            : JsonObjects.Whole(parts.Answer) is { } match ? [(match, 0, parts.Answer.Length)] : [];
        if (objects.Count == 0)
        {
            return LooksLikeRefusal(parts.Answer)
                ? asked.Unscored(JudgingFailure.Refusal, "The judge declined to answer.")
                : asked.Unreadable("The answer does not end with a whole JSON object.");
        }

        // Which of two the judge means cannot be told, even where they agree: one may be quoted.
        return Checked(asked, objects[^1].Found, nonce, key, out found)
            ?? (objects.SkipLast(1).Any(other => other.Found.TryGetProperty(key, out _))
                ? asked.Unreadable($"The answer holds more than one \"{key}\"; give one JSON object and nothing else.")
                : Afterthought.Takes(parts.Answer.AsSpan(objects[^1].End), key)
                    ? asked.Unreadable("Words after the JSON object may change it; give the object and nothing else.")
                    : null);
    }

    private static Verdict? Checked(
        Verdict asked, JsonElement last, string? nonce, string key, out JsonElement found)
    {
        found = last;
        try
        {
            return Check(asked, found, nonce, key);
        }
        catch (InvalidOperationException)
        {
            // A text of the object escapes half a surrogate pair: valid JSON, and no valid text.
            return asked.Unreadable("A text holds half a character.");
        }
    }

    /// <summary>The object that an answer is, its thoughts and a fence apart; <c>null</c> when it is none.</summary>
    /// <param name="answer">The judge's text.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    public static JsonElement? Whole(string answer, IReadOnlyList<string>? thinkingTags)
    {
        if (JsonObjects.Whole(answer) is { } whole)
        {
            return whole;
        }

        AnswerParts parts = ThinkingBlocks.Split(answer, thinkingTags ?? ThinkingBlocks.DefaultTags);
        return parts.IsUnclosed ? null : JsonObjects.Whole(parts.Answer);
    }

    /// <summary>A text of an object; <c>null</c> when there is none.</summary>
    /// <exception cref="InvalidOperationException">The text is none: it escapes half a character.</exception>
    public static string? Text(JsonElement found, string name) =>
        found.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A key occurs twice, letter case apart, so that readers may differ in which they take.</summary>
    public static bool HasRepeatedKey(JsonElement found)
    {
        string[] keys = [.. found.EnumerateObject().Select(property => property.Name)];
        return keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() != keys.Length;
    }

    private static Verdict? Check(Verdict asked, JsonElement found, string? nonce, string key)
    {
        if (HasRepeatedKey(found))
        {
            return asked.Unreadable("A key occurs twice.");
        }

        if (found.TryGetProperty("error", out _) && !found.TryGetProperty(key, out _))
        {
            return asked.Unscored(JudgingFailure.Http, "The endpoint answered with an error body.");
        }

        return nonce is null ? null : Text(found, "nonce") switch
        {
            null => asked.Unreadable("\"nonce\" is missing; repeat the nonce of the request."),
            { } given when !string.Equals(given, nonce, StringComparison.Ordinal) =>
                asked.Unscored(JudgingFailure.Injection, "\"nonce\" is not the nonce of this request."),
            _ => null,
        };
    }

    private static bool LooksLikeRefusal(string answer)
    {
        string start = answer.TrimStart();
        return s_refusals.Any(refusal => start.StartsWith(refusal, StringComparison.OrdinalIgnoreCase));
    }
}
