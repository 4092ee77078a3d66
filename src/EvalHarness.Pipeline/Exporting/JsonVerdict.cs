using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>The fields of one verdict in an exported line.</summary>
internal static class JsonVerdict
{
    /// <summary>What a verdict was asked for: <c>sample</c>, <c>anchor</c>, <c>retest</c> and so on.</summary>
    public static string NameOf(VerdictPurpose purpose) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(purpose.ToString());

    /// <summary>What a master judge decided: <c>uphold</c>, <c>overturn</c>, <c>cannot_decide</c>.</summary>
    public static string? NameOf(ReviewAction? action) =>
        action is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;

    /// <summary>Writes the fields.</summary>
    public static void WriteFields(Utf8JsonWriter json, VerdictRow row)
    {
        Verdict verdict = row.Verdict;
        json.WriteString("judge", verdict.Judge);
        json.WriteString("judge_sha256", row.JudgeId);
        json.WriteNumber("layer", verdict.Layer);
        json.WriteString("purpose", NameOf(row.Purpose));
        json.WriteString("model", verdict.Model);
        json.WriteNumberOrNull("score", verdict.Score);
        json.WriteNumberOrNull("labelled_grade", row.Known);
        json.WriteString("fault", verdict.Fault is { } fault ? ScoreFaults.NameOf(fault) : null);
        json.WriteString("failure", verdict.Failure is { } failure ? Verdict.NameOf(failure) : null);
        json.WriteString("message", verdict.Message);
        json.WriteString("abstain_reason", verdict.AbstainReason);
        json.WriteString("reasoning", verdict.Reasoning);
        json.WriteObjects("evidence", verdict.Evidence, (quotes, quote) =>
        {
            quotes.WriteString("quote", quote.Quote);
            quotes.WriteString("source", quote.Source);
        });
        json.WriteNumberOrNull("deviation", verdict.Deviation);
        json.WriteNumberOrNull("mass", verdict.Mass);
        WriteSides(json, verdict);
        json.WriteObjectOrNull("claims", verdict.Claims, WriteClaims);
        json.WriteNumber("inclusion_probability", verdict.InclusionProbability);
        json.WriteNumber("repeat", verdict.Repeat);
        json.WriteTexts("escalated_for", row.EscalatedFor);
        json.WriteObjectOrNull("review", row.Review, WriteReview);
        json.WriteNumber("calls", verdict.Calls);
        WriteUsage(json, verdict.Usage);
        json.WriteString("text_sha256", row.TextKey);
        json.WriteString("raw_text", verdict.RawText);
    }

    /// <summary>Writes tokens and time.</summary>
    public static void WriteUsage(Utf8JsonWriter json, OutputUsage usage)
    {
        json.WriteNumberOrNull("input_tokens", (long?)usage.InputTokens);
        json.WriteNumberOrNull("output_tokens", (long?)usage.OutputTokens);
        json.WriteNumberOrNull("latency_ms", usage.LatencyMs);
    }

    private static void WriteSides(Utf8JsonWriter json, Verdict verdict)
    {
        if (verdict.OrderFlip is { } flip)
        {
            json.WriteBoolean("order_flip", flip);
        }
        else
        {
            json.WriteNull("order_flip");
        }

        json.WriteTexts("side_winners", verdict.SideWinners);
    }

    private static void WriteClaims(Utf8JsonWriter json, ClaimTally claims)
    {
        json.WriteNumber("supported", claims.Supported);
        json.WriteNumber("refuted", claims.Refuted);
        json.WriteNumber("unknown", claims.Unknown);
        json.WriteNumber("key_points", claims.KeyPoints);
        json.WriteNumber("covered_points", claims.CoveredPoints);
    }

    private static void WriteReview(Utf8JsonWriter json, MasterReview review)
    {
        json.WriteString("action", NameOf(review.Action));
        json.WriteNumberOrNull("score", review.Score);
        json.WriteString("human_reason", review.HumanReason);
        WriteUsage(json, review.Usage);
        json.WriteString("raw_text", review.RawText);
    }
}
