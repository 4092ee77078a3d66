using System.Text.Json;
using EvalHarness.Inference.Engine;

namespace EvalHarness.Cli.Model;

/// <summary>A completion for machines and, in a line, for people.</summary>
internal static class GenerationOutput
{
    /// <summary>Writes a completion as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, GenerationResult result)
    {
        json.WriteStartObject();
        json.WriteString("text", result.Text);
        json.WriteStartArray("tokens");
        foreach (int token in result.Tokens)
        {
            json.WriteNumberValue(token);
        }

        json.WriteEndArray();
        json.WriteString("finish_reason", Name(result.FinishReason));
        json.WriteNumber("prompt_tokens", result.PromptTokens);
        json.WriteNumber("completion_tokens", result.Tokens.Count);
        json.WriteNumber("time_to_first_token_ms", result.TimeToFirstToken.TotalMilliseconds);
        json.WriteNumber("duration_ms", result.Duration.TotalMilliseconds);
        json.WriteEndObject();
    }

    /// <summary>Counts, speed and why the completion ended.</summary>
    public static string Summary(GenerationResult result) => FormattableString.Invariant(
        $"{result.PromptTokens} + {result.Tokens.Count} tokens, first after ")
        + FormattableString.Invariant(
            $"{result.TimeToFirstToken.TotalMilliseconds:F1} ms, all in {result.Duration.TotalMilliseconds:F1} ms; ")
        + $"ended by {Name(result.FinishReason)}";

    private static string Name(FinishReason reason) => reason switch
    {
        FinishReason.EndOfText => "end_of_text",
        FinishReason.StopString => "stop_string",
        FinishReason.MaxTokens => "max_tokens",
        FinishReason.ContextLimit => "context_limit",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown finish reason."),
    };
}
