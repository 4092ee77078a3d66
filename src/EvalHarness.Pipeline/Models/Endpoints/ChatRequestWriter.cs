using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Writes the body of a chat completion request, or of one for plain text; what is not asked for is left to the
/// endpoint.
/// </summary>
/// <param name="model">Name of the model at the endpoint.</param>
/// <param name="isPlain">The texts of the messages follow one another as plain text, for <c>/completions</c>.</param>
internal sealed class ChatRequestWriter(string model, bool isPlain = false)
{
    /// <summary>The request as UTF-8 JSON; equal requests are equal bytes.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="shape">Which parameters the endpoint takes, under which names, and which more.</param>
    /// <exception cref="NotSupportedException">A message holds something else than text.</exception>
    public byte[] Write(IEnumerable<ChatMessage> messages, ChatOptions? options, RequestShape shape)
    {
        JsonObject body = new() { ["model"] = model };
        if (isPlain)
        {
            body["prompt"] = string.Concat(messages.Select(TextOf));
        }
        else
        {
            body["messages"] = new JsonArray([.. messages.Select(Write)]);
        }

        if (options is not null)
        {
            AddSampling(body, options, shape.LimitKey);
            if (FormatOf(options.ResponseFormat) is { } format)
            {
                body["response_format"] = format;
            }
        }

        if (shape.Streams)
        {
            body["stream"] = true;
        }

        shape.Apply(body);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static JsonObject Write(ChatMessage message) =>
        new() { ["role"] = message.Role.Value, ["content"] = TextOf(message) };

    private static string TextOf(ChatMessage message) =>
        message.Contents.Any(content => content is not TextContent)
            ? throw new NotSupportedException("Endpoints are asked in text; a message holds something else.")
            : message.Text;

    private void AddSampling(JsonObject body, ChatOptions options, string limitKey)
    {
        Add(body, "temperature", options.Temperature is { } temperature ? JsonValue.Create(temperature) : null);
        Add(body, "top_p", options.TopP is { } topP ? JsonValue.Create(topP) : null);
        Add(body, "top_k", options.TopK is { } topK ? JsonValue.Create(topK) : null);
        Add(body, limitKey, options.MaxOutputTokens is { } most ? JsonValue.Create(most) : null);
        Add(body, "seed", options.Seed is { } seed ? JsonValue.Create(seed) : null);
        if (options.StopSequences is { Count: > 0 } stop)
        {
            body["stop"] = new JsonArray([.. stop.Select(text => JsonValue.Create(text))]);
        }

        if (options.AdditionalProperties?.TryGetValue(LogProbabilityOption.Name, out int count) == true)
        {
            body["logprobs"] = isPlain ? count : true;
            Add(body, "top_logprobs", isPlain ? null : JsonValue.Create(count));
        }

        if (options.AdditionalProperties?.ContainsKey(EchoOption.Name) == true)
        {
            body["echo"] = true;
        }
    }

    private static void Add(JsonObject body, string key, JsonNode? value)
    {
        if (value is not null)
        {
            body[key] = value;
        }
    }

    private static JsonObject? FormatOf(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject
            {
                ["name"] = json.SchemaName ?? "answer",
                ["strict"] = true,
                ["schema"] = JsonNode.Parse(schema.GetRawText()),
            },
        },
        ChatResponseFormatJson => new JsonObject { ["type"] = "json_object" },
        _ => null,
    };
}
