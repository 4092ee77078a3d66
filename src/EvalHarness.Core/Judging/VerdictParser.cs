using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>
/// Reads a judge's answer and fails closed: the whole answer as one JSON object, else the JSON object that is left when
/// thinking blocks are cut out, else unscored with a reason. A thinking block without an end leaves no verdict, two
/// verdicts are none, and nothing else in the text is ever taken for a grade. Objects are read as local
/// models write them, see <see cref="NearJson"/>.
/// </summary>
/// <remarks>
/// The object is <c>{"evidence": [{"quote", "source"}], "reasoning", "verdict", "abstain", "abstain_reason",
/// "nonce"}</c>. The nonce must be that of the call, so that a verdict planted in a judged text and repeated by the
/// judge does not count; every quotation must occur in its source.
/// </remarks>
public static class VerdictParser
{
    /// <summary>Reads one answer.</summary>
    /// <param name="asked">The verdict as it is before the answer is read.</param>
    /// <param name="answer">The judge's text.</param>
    /// <param name="isComplete">The judge ended by itself and was not cut off by a limit.</param>
    /// <param name="menu">Grades on offer.</param>
    /// <param name="nonce">
    /// Nonce of this call; <c>null</c> for a judge that is not asked for one. A verdict planted in a judged text and
    /// repeated cannot be told by a nonce then, so the answer must be one JSON object and nothing else.
    /// </param>
    /// <param name="sources">Texts that may be quoted, as the judge saw them, by name.</param>
    /// <param name="needsReasoning">The judge was asked for reasons, so an answer without them is no answer.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts; <c>null</c> for the usual ones.</param>
    public static Verdict Parse(
        Verdict asked,
        string answer,
        bool isComplete,
        VerdictMenu menu,
        string? nonce,
        IReadOnlyDictionary<string, string> sources,
        bool needsReasoning = true,
        IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(menu);
        ArgumentNullException.ThrowIfNull(sources);
        if (AnswerObject.Read(asked, answer, isComplete, nonce, "verdict", thinkingTags, out JsonElement found)
            is { } failure)
        {
            return failure;
        }

        try
        {
            return Check(asked, found, menu, sources, needsReasoning);
        }
        catch (InvalidOperationException)
        {
            // A text of the object escapes half a surrogate pair: valid JSON, and no valid text.
            return asked.Unreadable("A text holds half a character.");
        }
    }

    private static Verdict Check(
        Verdict asked,
        JsonElement found,
        VerdictMenu menu,
        IReadOnlyDictionary<string, string> sources,
        bool needsReasoning)
    {
        string? reasoning = AnswerObject.Text(found, "reasoning");
        if (reasoning is null && (needsReasoning || found.TryGetProperty("reasoning", out _)))
        {
            return asked.Unreadable("\"reasoning\" is missing or not a text.");
        }

        if (ReadEvidence(found) is not { } evidence)
        {
            return asked.Unreadable("\"evidence\" is not a list of {\"quote\", \"source\"}.");
        }

        if (evidence.FirstOrDefault(item => !IsQuoted(item, sources)) is { } invented)
        {
            return asked.Unreadable($"A quotation does not occur in \"{invented.Source}\"; quote literally.");
        }

        Verdict graded = Grade(asked, found, menu);
        return graded.Failure is null ? graded with { Reasoning = reasoning ?? "", Evidence = evidence } : graded;
    }

    private static Verdict Grade(Verdict asked, JsonElement found, VerdictMenu menu)
    {
        if (found.TryGetProperty("abstain", out JsonElement abstain)
            && abstain.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            return asked.Unreadable("\"abstain\" is neither true nor false.");
        }

        if (abstain.ValueKind == JsonValueKind.True)
        {
            string reason = AnswerObject.Text(found, "abstain_reason") ?? "";
            return reason.Length > 0
                ? asked with { AbstainReason = reason }
                : asked.Unreadable("\"abstain_reason\" is missing.");
        }

        if (!found.TryGetProperty("verdict", out JsonElement given))
        {
            return asked.Unreadable("\"verdict\" is missing.");
        }

        double? score = given.ValueKind switch
        {
            JsonValueKind.String => menu.ScoreOf(given.GetString()!),
            JsonValueKind.Number when given.TryGetDouble(out double number) => menu.ScoreOf(number),
            _ => null,
        };
        return score is null
            ? asked.Unscored(
                JudgingFailure.OffMenu, $"\"verdict\" is none of {string.Join(", ", menu.Grades)}.")
            : asked with { Score = score };
    }

    // No key means no evidence; anything of another shape is not read.
    private static List<Evidence>? ReadEvidence(JsonElement found)
    {
        if (!found.TryGetProperty("evidence", out JsonElement list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<Evidence> evidence = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object
                || AnswerObject.Text(item, "quote") is not { Length: > 0 } quote
                || AnswerObject.Text(item, "source") is not { } source)
            {
                return null;
            }

            evidence.Add(new(quote, source));
        }

        return evidence;
    }

    private static bool IsQuoted(Evidence evidence, IReadOnlyDictionary<string, string> sources) =>
        sources.TryGetValue(evidence.Source, out string? source)
        && source.Contains(evidence.Quote, StringComparison.Ordinal);
}
