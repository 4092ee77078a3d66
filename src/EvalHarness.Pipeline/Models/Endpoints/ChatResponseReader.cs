using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Reads the body of a chat completion; whatever is not a whole answer is an error, never an output.</summary>
internal static class ChatResponseReader
{
    private const int ShownCharacters = 300;

    /// <summary>The answer in a body that came with a success.</summary>
    /// <exception cref="EndpointException">The body is no JSON, an error, or holds no answer; transient.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            throw new EndpointException(
                FormattableString.Invariant($"The answer is no JSON ({body.Length} bytes): {broken.Message}"),
                isTransient: true, inner: broken);
        }
        catch (Exception shape) when (shape is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new EndpointException(
                $"The answer is no chat completion: {shape.Message}", isTransient: true, inner: shape);
        }
    }

    /// <summary>What a body says of an error, for a message; <c>null</c> when it says nothing.</summary>
    public static string? ReadError(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? ErrorOf(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatResponse Read(JsonElement root)
    {
        if (ErrorOf(root) is { } error)
        {
            throw new EndpointException($"The endpoint answered with an error: {error}", isTransient: true);
        }

        if (!root.TryGetProperty("choices", out JsonElement choices) || choices.GetArrayLength() == 0)
        {
            throw new EndpointException("The endpoint answered without a choice.", isTransient: true);
        }

        JsonElement choice = choices[0];
        JsonElement message = choice.GetProperty("message");
        string? reason = TextOf(choice, "finish_reason");
        UsageDetails? usage = UsageOf(root);
        string text = TextOf(message, "content") ?? TextOf(message, "refusal") ?? "";

        // A model may end at once: one token. More tokens that left no text were lost on the way.
        if (text.Length == 0 && reason != "length" && usage?.OutputTokenCount is not (0 or 1))
        {
            throw new EndpointException("The endpoint answered with an empty text.", isTransient: true);
        }

        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, text))
        {
            ResponseId = TextOf(root, "id"),
            ModelId = TextOf(root, "model"),
            FinishReason = reason is null ? null : new ChatFinishReason(reason),
            Usage = usage,
        };
        if (LogProbabilitiesOf(choice) is { } logProbabilities)
        {
            response.AdditionalProperties = new() { [GgufChatClient.LogProbabilities] = logProbabilities };
        }

        return response;
    }

    /// <summary>What an answer in JSON says of an error; <c>null</c> when it is none.</summary>
    public static string? ErrorOf(JsonElement root)
    {
        if (!root.TryGetProperty("error", out JsonElement error)
            || error.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return null;
        }

        string text = (error.ValueKind == JsonValueKind.Object ? TextOf(error, "message") : null)
            ?? error.ToString();
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
    }

    private static UsageDetails? UsageOf(JsonElement root) =>
        root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
            ? new UsageDetails
            {
                InputTokenCount = CountOf(usage, "prompt_tokens"),
                OutputTokenCount = CountOf(usage, "completion_tokens"),
                TotalTokenCount = CountOf(usage, "total_tokens"),
            }
            : null;

    private static List<TextLogProbability>? LogProbabilitiesOf(JsonElement choice) =>
        choice.TryGetProperty("logprobs", out JsonElement logProbabilities)
        && logProbabilities.ValueKind == JsonValueKind.Object
        && logProbabilities.TryGetProperty("content", out JsonElement content)
        && content.ValueKind == JsonValueKind.Array
            ? [.. content.EnumerateArray().Select(token => new TextLogProbability(
                token.GetProperty("token").GetString()!,
                token.GetProperty("logprob").GetDouble(),
                token.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Array
                    ? [.. top.EnumerateArray().Select(alternative => new TextAlternative(
                        alternative.GetProperty("token").GetString()!, alternative.GetProperty("logprob").GetDouble()))]
                    : []))]
            : null;

    private static string? TextOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value.GetString()
            : null;

    private static long? CountOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long count) && count >= 0
            ? count
            : null;
}
