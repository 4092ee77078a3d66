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
    /// <param name="asked">The verdict as it is before the answer is read.</param>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge was not cut off.</param>
    /// <param name="nonce">Nonce of this call; <c>null</c> for a judge that is not asked for one.</param>
    /// <param name="claims">The claims, none of them empty; none at all on failure, and perhaps without one.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    /// <returns>What was asked, or no verdict and what is wrong with the answer.</returns>
    public static Verdict ReadClaims(
        Verdict asked,
        string answer,
        bool isComplete,
        string? nonce,
        out IReadOnlyList<string> claims,
        IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(answer);
        claims = [];
        if (AnswerObject.Read(asked, answer, isComplete, nonce, "claims", thinkingTags, out JsonElement found)
            is { } failure)
        {
            return failure;
        }

        if (!found.TryGetProperty("claims", out JsonElement list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > Most
            || list.EnumerateArray().Any(claim => claim.ValueKind != JsonValueKind.String))
        {
            return asked.Unreadable(FormattableString.Invariant($"\"claims\" is not a list of at most {Most} texts."));
        }

        try
        {
            string[] read = [.. list.EnumerateArray().Select(claim => claim.GetString()!.Trim())];
            if (read.Any(claim => claim.Length == 0))
            {
                return asked.Unreadable("A claim is empty.");
            }

            claims = read;
            return asked;
        }
        catch (InvalidOperationException)
        {
            return asked.Unreadable("A text holds half a character.");
        }
    }

    /// <summary>Reads the answers on the claims.</summary>
    /// <param name="asked">The verdict as it is before the answer is read.</param>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge was not cut off.</param>
    /// <param name="nonce">Nonce of this call; <c>null</c> for a judge that is not asked for one.</param>
    /// <param name="claims">The claims that were asked about; at least 1.</param>
    /// <param name="sources">Texts that may be quoted, as the judge saw them, by name.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    /// <returns>
    /// The verdict: its score is the share of claims that are borne out, its reasons are the claims with their answers.
    /// </returns>
    public static Verdict ReadAnswers(
        Verdict asked,
        string answer,
        bool isComplete,
        string? nonce,
        IReadOnlyList<string> claims,
        IReadOnlyDictionary<string, string> sources,
        IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentOutOfRangeException.ThrowIfZero(claims.Count);
        ArgumentNullException.ThrowIfNull(sources);
        if (AnswerObject.Read(asked, answer, isComplete, nonce, "answers", thinkingTags, out JsonElement found)
            is { } failure)
        {
            return failure;
        }

        try
        {
            string[] given = new string[claims.Count];
            List<Evidence> evidence = [];
            (int told, int points) = (0, 0);
            if ((Fill(asked, found, given, evidence, sources)
                ?? CountPoints(asked, found, claims.Count, ref points, ref told)) is { } wrong)
            {
                return wrong;
            }

            ClaimTally tally = new(
                given.Count(word => word == "yes"),
                given.Count(word => word == "no"),
                given.Count(word => word == "idk"),
                points,
                told);
            return asked with
            {
                Score = tally.Precision,
                Claims = tally,
                Evidence = evidence,
                Reasoning = string.Join('\n', claims.Select((claim, i) => FormattableString.Invariant(
                    $"{i + 1}. {given[i]}: {claim}"))),
            };
        }
        catch (InvalidOperationException)
        {
            return asked.Unreadable("A text holds half a character.");
        }
    }

    private static Verdict? Fill(
        Verdict asked,
        JsonElement found,
        string[] given,
        List<Evidence> evidence,
        IReadOnlyDictionary<string, string> sources)
    {
        if (!TryList(found, "answers", out JsonElement list))
        {
            return asked.Unreadable("\"answers\" is not a list of {\"claim\", \"answer\", \"quote\"}.");
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (!TryClaim(item, 1, given.Length, out int claim) || given[claim - 1] is not null)
            {
                return NotEachOnce();
            }

            if (!s_answers.Contains(AnswerObject.Text(item, "answer")))
            {
                return asked.Unscored(
                    JudgingFailure.OffMenu, $"\"answer\" is none of {string.Join(", ", s_answers)}.");
            }

            given[claim - 1] = AnswerObject.Text(item, "answer")!;
            if (AnswerObject.Text(item, "quote") is { Length: > 0 } quote)
            {
                if (sources.FirstOrDefault(source => source.Value.Contains(quote, StringComparison.Ordinal)).Key
                    is not { } quoted)
                {
                    return asked.Unreadable("A quotation does not occur in the source; quote literally.");
                }

                evidence.Add(new Evidence(quote, quoted));
            }
        }

        return Array.TrueForAll(given, word => word is not null) ? null : NotEachOnce();

        Verdict NotEachOnce() => asked.Unreadable(FormattableString.Invariant(
            $"\"answers\" must hold each claim from 1 to {given.Length} once."));
    }

    private static Verdict? CountPoints(
        Verdict asked, JsonElement found, int claims, ref int points, ref int told)
    {
        if (!found.TryGetProperty("key_points", out _))
        {
            return null;
        }

        Verdict wrong = asked.Unreadable("\"key_points\" is not a list of {\"point\", \"claim\"}.");
        if (!TryList(found, "key_points", out JsonElement list))
        {
            return wrong;
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (!TryClaim(item, 0, claims, out int claim)
                || string.IsNullOrWhiteSpace(AnswerObject.Text(item, "point")))
            {
                return wrong;
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
