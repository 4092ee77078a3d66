using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Writes the body of a chat completion request; what is not asked for is left to the endpoint.</summary>
/// <param name="model">Name of the model at the endpoint.</param>
/// <param name="limitKey">How the endpoint calls the most tokens of an answer.</param>
internal sealed class ChatRequestWriter(string model, string limitKey)
{
    /// <summary>The request as UTF-8 JSON; equal requests are equal bytes.</summary>
    /// <exception cref="NotSupportedException">A message holds something else than text.</exception>
    public BinaryData Write(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("model", model);
            WriteMessages(writer, messages);
            if (options is not null)
            {
                WriteSampling(writer, options);
                WriteFormat(writer, options.ResponseFormat);
            }

            writer.WriteEndObject();
        }

        return new BinaryData(buffer.WrittenMemory);
    }

    private static void WriteMessages(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        writer.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            if (message.Contents.Any(content => content is not TextContent))
            {
                throw new NotSupportedException("Endpoints are asked in text; a message holds something else.");
            }

            writer.WriteStartObject();
            writer.WriteString("role", message.Role.Value);
            writer.WriteString("content", message.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteSampling(Utf8JsonWriter writer, ChatOptions options)
    {
        WriteNumber(writer, "temperature", options.Temperature);
        WriteNumber(writer, "top_p", options.TopP);
        WriteNumber(writer, "top_k", options.TopK);
        WriteNumber(writer, limitKey, options.MaxOutputTokens);
        WriteNumber(writer, "seed", options.Seed);
        if (options.StopSequences is { Count: > 0 } stop)
        {
            writer.WriteStartArray("stop");
            foreach (string text in stop)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }

        if (options.AdditionalProperties?.TryGetValue(GgufChatClient.LogProbabilitiesOption, out int count) == true)
        {
            writer.WriteBoolean("logprobs", true);
            writer.WriteNumber("top_logprobs", count);
        }
    }

    private static void WriteFormat(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        writer.WriteStartObject("response_format");
        if (json.Schema is { } schema)
        {
            writer.WriteString("type", "json_schema");
            writer.WriteStartObject("json_schema");
            writer.WriteString("name", json.SchemaName ?? "answer");
            writer.WriteBoolean("strict", true);
            writer.WritePropertyName("schema");
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type", "json_object");
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string key, float? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(key, number);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string key, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(key, number);
        }
    }
}
