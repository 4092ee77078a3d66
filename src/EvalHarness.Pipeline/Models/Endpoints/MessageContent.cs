using System.Text.Json;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>What a message of a model holds, whole or a piece of it.</summary>
/// <param name="Text">What it says: the text, or the joined texts of its parts.</param>
/// <param name="Reasoning">What it thought before, where the server keeps that apart; empty when it does not.</param>
/// <param name="Refusal">Why it declines; <c>null</c> when it does not.</param>
internal sealed record MessageContent(string Text, string Reasoning, string? Refusal)
{
    /// <summary>There is a text, be it an empty one, and not <c>null</c> or nothing in its place.</summary>
    public bool HasText { get; init; }

    /// <summary>The first function that the model calls; <c>null</c> when it calls none.</summary>
    public string? Call { get; init; }

    /// <summary>
    /// Reads a <c>message</c>, a <c>delta</c>, or the <c>text</c> of a text completion; what is neither text nor
    /// thought is left out.
    /// </summary>
    public static MessageContent From(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            return new MessageContent(message.GetString()!, "", Refusal: null) { HasText = true };
        }

        if (message.ValueKind != JsonValueKind.Object)
        {
            return new MessageContent("", "", Refusal: null);
        }

        List<string> texts = [];
        List<string> thoughts = [];
        List<string> refusals = [];
        if (message.TryGetProperty("content", out JsonElement content))
        {
            AddParts(content, texts, thoughts, refusals);
        }

        if ((TextOf(message, "reasoning_content") ?? TextOf(message, "reasoning")) is { } reasoning)
        {
            thoughts.Add(reasoning);
        }

        if (TextOf(message, "refusal") is { Length: > 0 } refusal)
        {
            refusals.Add(refusal);
        }

        return new MessageContent(
            string.Concat(texts), string.Concat(thoughts), refusals.Count == 0 ? null : string.Concat(refusals))
        {
            HasText = texts.Count > 0,
            Call = CallOf(message),
        };
    }

    // A list of calls, or the one of the older interface.
    private static string? CallOf(JsonElement message)
    {
        JsonElement called = message;
        if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array
            && calls.GetArrayLength() > 0)
        {
            called = calls[0];
        }

        JsonElement function = default;
        bool isCall = called.ValueKind == JsonValueKind.Object
            && (called.TryGetProperty("function", out function) || called.TryGetProperty("function_call", out function))
            && function.ValueKind == JsonValueKind.Object;
        return isCall ? TextOf(function, "name") ?? "" : null;
    }

    private static void AddParts(
        JsonElement content, List<string> texts, List<string> thoughts, List<string> refusals)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(content.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement part in content.EnumerateArray())
                {
                    AddParts(part, texts, thoughts, refusals);
                }

                break;
            case JsonValueKind.Object:
                AddPart(content, texts, thoughts, refusals);
                break;
        }
    }

    private static void AddPart(JsonElement part, List<string> texts, List<string> thoughts, List<string> refusals)
    {
        switch (TextOf(part, "type"))
        {
            case null or "text" or "output_text" when part.TryGetProperty("text", out JsonElement text):
                AddParts(text, texts, thoughts, refusals);
                break;
            case "thinking" or "reasoning" or "thought":
                foreach (string key in (string[])["thinking", "reasoning", "text", "content", "summary"])
                {
                    if (part.TryGetProperty(key, out JsonElement thought))
                    {
                        AddParts(thought, thoughts, thoughts, thoughts);
                        break;
                    }
                }

                break;
            case "refusal" when TextOf(part, "refusal") is { Length: > 0 } refusal:
                refusals.Add(refusal);
                break;
            case null when TextOf(part, "value") is { } value:
                texts.Add(value);
                break;
        }
    }

    private static string? TextOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
