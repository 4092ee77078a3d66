using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>
/// Reads the two answers of question-answer generation and fails closed: first the claims of an output, then yes, no or
/// idk for every one of them. A claim without an answer, or with two, leaves no answer at all.
/// </summary>
/// <remarks>
/// The first answer is <c>{"claims": ["…"], "nonce"}</c>; the second is <c>{"answers": [{"claim": 1, "answer": "yes",
/// "quote"}], "key_points": [{"point", "claim": 1}], "nonce"}</c>, where claims count from 1, a quotation is literal
/// and may be left out, and a main point of the source that no claim tells has the claim 0.
/// </remarks>
public static class ClaimParser
{
    /// <summary>The most claims or points that are read.</summary>
    public const int Most = 100;

    private static readonly string[] s_answers = ["yes", "no", "idk"];

    /// <summary>Reads the claims of an output.</summary>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge was not cut off.</param>
    /// <param name="nonce">Nonce of this call; <c>null</c> for a judge that is not asked for one.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    /// <returns>The claims, none of them empty and perhaps none at all; or what is wrong.</returns>
    public static (IReadOnlyList<string>? Claims, VerdictReading? Failure) ReadClaims(
        string answer, bool isComplete, string? nonce, IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (AnswerObject.Read(answer, isComplete, nonce, "claims", thinkingTags, out JsonElement found) is { } failure)
        {
            return (null, failure);
        }

        if (!found.TryGetProperty("claims", out JsonElement list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > Most
            || list.EnumerateArray().Any(claim => claim.ValueKind != JsonValueKind.String))
        {
            return (null, AnswerObject.Unreadable(
                FormattableString.Invariant($"\"claims\" is not a list of at most {Most} texts.")));
        }

        try
        {
            string[] claims = [.. list.EnumerateArray().Select(claim => claim.GetString()!.Trim())];
            return claims.Any(claim => claim.Length == 0)
                ? (null, AnswerObject.Unreadable("A claim is empty."))
                : (claims, null);
        }
        catch (InvalidOperationException)
        {
            return (null, AnswerObject.Unreadable("A text holds half a character."));
        }
    }

    /// <summary>Reads the answers on the claims.</summary>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge was not cut off.</param>
    /// <param name="nonce">Nonce of this call; <c>null</c> for a judge that is not asked for one.</param>
    /// <param name="claims">How many claims were asked about; at least 1.</param>
    /// <param name="sources">Texts that may be quoted, as the judge saw them, by name.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    public static (ClaimAnswers? Answers, VerdictReading? Failure) ReadAnswers(
        string answer,
        bool isComplete,
        string? nonce,
        int claims,
        IReadOnlyDictionary<string, string> sources,
        IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfLessThan(claims, 1);
        ArgumentNullException.ThrowIfNull(sources);
        if (AnswerObject.Read(answer, isComplete, nonce, "answers", thinkingTags, out JsonElement found) is { } failure)
        {
            return (null, failure);
        }

        try
        {
            string[] given = new string[claims];
            List<Evidence> evidence = [];
            VerdictReading? wrong = Fill(found, given, evidence, sources);
            (int told, int points) = (0, 0);
            wrong ??= CountPoints(found, claims, ref points, ref told);
            return wrong is not null ? (null, wrong) : (new ClaimAnswers(given, new ClaimTally(
                given.Count(one => one == "yes"),
                given.Count(one => one == "no"),
                given.Count(one => one == "idk"),
                points,
                told), evidence), null);
        }
        catch (InvalidOperationException)
        {
            return (null, AnswerObject.Unreadable("A text holds half a character."));
        }
    }

    private static VerdictReading? Fill(
        JsonElement found, string[] given, List<Evidence> evidence, IReadOnlyDictionary<string, string> sources)
    {
        if (!TryList(found, "answers", out JsonElement list))
        {
            return AnswerObject.Unreadable("\"answers\" is not a list of {\"claim\", \"answer\", \"quote\"}.");
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (!TryClaim(item, 1, given.Length, out int claim) || given[claim - 1] is not null)
            {
                return AnswerObject.Unreadable(FormattableString.Invariant(
                    $"\"answers\" must hold each claim from 1 to {given.Length} once."));
            }

            if (!s_answers.Contains(AnswerObject.Text(item, "answer")))
            {
                return VerdictReading.Unscored(
                    JudgingFailure.OffMenu, $"\"answer\" is none of {string.Join(", ", s_answers)}.");
            }

            given[claim - 1] = AnswerObject.Text(item, "answer")!;
            if (AnswerObject.Text(item, "quote") is { Length: > 0 } quote)
            {
                if (sources.FirstOrDefault(one => one.Value.Contains(quote, StringComparison.Ordinal)).Key
                    is not { } source)
                {
                    return AnswerObject.Unreadable("A quotation does not occur in the source; quote literally.");
                }

                evidence.Add(new Evidence(quote, source));
            }
        }

        return Array.TrueForAll(given, one => one is not null)
            ? null
            : AnswerObject.Unreadable(FormattableString.Invariant(
                $"\"answers\" must hold each claim from 1 to {given.Length} once."));
    }

    private static VerdictReading? CountPoints(JsonElement found, int claims, ref int points, ref int told)
    {
        if (!found.TryGetProperty("key_points", out _))
        {
            return null;
        }

        if (!TryList(found, "key_points", out JsonElement list))
        {
            return AnswerObject.Unreadable("\"key_points\" is not a list of {\"point\", \"claim\"}.");
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (!TryClaim(item, 0, claims, out int claim)
                || string.IsNullOrWhiteSpace(AnswerObject.Text(item, "point")))
            {
                return AnswerObject.Unreadable("\"key_points\" is not a list of {\"point\", \"claim\"}.");
            }

            points++;
            told += claim > 0 ? 1 : 0;
        }

        return null;
    }

    private static bool TryList(JsonElement found, string key, out JsonElement list) =>
        found.TryGetProperty(key, out list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= Most;

    private static bool TryClaim(JsonElement item, int first, int last, out int claim)
    {
        claim = 0;
        return item.ValueKind == JsonValueKind.Object && !AnswerObject.HasRepeatedKey(item)
            && item.TryGetProperty("claim", out JsonElement number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out claim) && claim >= first && claim <= last;
    }
}
