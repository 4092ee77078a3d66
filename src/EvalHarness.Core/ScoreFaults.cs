using System.Globalization;

namespace EvalHarness;

/// <summary>What a fault means for a score, and which fault an output has.</summary>
public static class ScoreFaults
{
    /// <summary>Finish reason of an output that was cut off at the token limit.</summary>
    public const string LengthReason = "length";

    private const string FilterReason = "content_filter";
    private const string RefusalReason = "refusal";

    private static readonly Dictionary<ScoreFault, string> s_names = new()
    {
        [ScoreFault.Empty] = "empty",
        [ScoreFault.Truncated] = "truncated",
        [ScoreFault.Refused] = "refused",
        [ScoreFault.Blocked] = "blocked",
        [ScoreFault.InvalidFormat] = "invalid_format",
        [ScoreFault.Transport] = "transport",
        [ScoreFault.JudgeFailed] = "judge_failed",
        [ScoreFault.MetricUndefined] = "metric_undefined",
        [ScoreFault.LabelMissing] = "label_missing",
    };

    /// <summary>The model is at fault, so the score is the metric's worst value rather than missing.</summary>
    public static bool IsOfModel(this ScoreFault fault) => fault <= ScoreFault.InvalidFormat;

    /// <summary>Stable <c>snake_case</c> name, as stores and reports write it.</summary>
    public static string NameOf(ScoreFault fault) => s_names[fault];

    /// <summary>The fault of a stable name; <c>null</c> for none and for an unknown one.</summary>
    public static ScoreFault? Find(string? name) =>
        s_names.Where(known => known.Value == name).Select(known => (ScoreFault?)known.Key).FirstOrDefault();

    /// <summary>
    /// The fault of an output as any metric sees it; <c>null</c> when it holds an answer. An answer that was cut off
    /// at the token limit is an answer: it is scored.
    /// </summary>
    public static ScoreFault? For(ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output switch
        {
            { Error: not null } => ScoreFault.Transport,
            { FinishReason: FilterReason } => ScoreFault.Blocked,
            { FinishReason: RefusalReason } => ScoreFault.Refused,
            { Ranking.Candidates.Count: > 0 } => null,
            _ when !IsBlank(output.Text) => null,
            { FinishReason: LengthReason, Reasoning: not null } => ScoreFault.Truncated,
            _ => ScoreFault.Empty,
        };
    }

    /// <summary>A text that shows nothing: white space, control and format characters alone.</summary>
    public static bool IsBlank(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.All(character => char.IsWhiteSpace(character) || char.IsControl(character)
            || char.GetUnicodeCategory(character) == UnicodeCategory.Format);
    }

    /// <summary>What a fault of <see cref="For"/> is to a reader.</summary>
    public static string Describe(ScoreFault fault, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return fault switch
        {
            ScoreFault.Transport when output.Error is { } error => $"{error.Stage}: {error.Message}",
            ScoreFault.Blocked => "a content filter withheld the output",
            ScoreFault.Refused => "the model refused to answer",
            ScoreFault.Truncated => "the token limit came while the model was still thinking",
            ScoreFault.Empty when output.Reasoning is not null => "the output holds thoughts and no answer",
            ScoreFault.Empty => "the output is empty",
            _ => NameOf(fault),
        };
    }
}
