using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Models.Scripted;

/// <summary>One line of a script: what the scripted model does when a prompt contains a text.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScriptedAnswer
{
    /// <summary>
    /// The prompt must contain this text; empty matches every prompt. The first matching line speaks.
    /// </summary>
    [JsonPropertyName("contains")]
    public string Contains { get; init; } = "";

    /// <summary>Text of the answer; <c>null</c> when the line scripts likelihoods or an error only.</summary>
    [JsonPropertyName("answer")]
    public string? Answer { get; init; }

    /// <summary>Why the answer ended: <c>stop</c>, <c>length</c>, <c>content_filter</c> or <c>refusal</c>.</summary>
    [JsonPropertyName("finish_reason")]
    public string FinishReason { get; init; } = "stop";

    /// <summary>The model fails with this message instead of answering.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    /// <summary>Log-likelihood in nats by continuation, verbatim (leading spaces matter).</summary>
    [JsonPropertyName("log_likelihoods")]
    public IReadOnlyDictionary<string, double>? LogLikelihoods { get; init; }

    /// <summary>Time to think before answering, in milliseconds.</summary>
    [JsonPropertyName("delay_ms")]
    public int DelayMs { get; init; }

    /// <summary>The line scripts something at all: a text, an error or likelihoods.</summary>
    [JsonIgnore]
    public bool SaysSomething => Answer is not null || Error is not null || LogLikelihoods is not null;
}
