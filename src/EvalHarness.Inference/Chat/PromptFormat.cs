using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace EvalHarness.Inference.Chat;

/// <summary>How conversations are written for a model: by its chat template, or as plain text. Thread-safe.</summary>
/// <remarks>Plain text is the messages' texts, one after the other, as base models are asked.</remarks>
public sealed record PromptFormat
{
    private const string Answering = "assistant";

    /// <summary>The template; <c>null</c> for plain text.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>
    /// Variables of the template beside the conversation: the model's <c>bos_token</c> and <c>eos_token</c>, and
    /// others such as <c>enable_thinking</c>. Empty for plain text.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What <c>strftime_now</c> takes as the time.</summary>
    public required DateTime Now { get; init; }

    /// <summary>
    /// SHA-256 over the template and its variables: formats with equal hashes write equal prompts at equal times.
    /// </summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Describe()));

    /// <summary>The prompt that lets the model answer a conversation, or go on with its last message.</summary>
    /// <param name="turns">At least one message.</param>
    /// <param name="continues">
    /// An assistant's message that comes last is the beginning of the answer, rather than one that was given before.
    /// </param>
    /// <exception cref="Jinja.Values.TemplateException">The template refuses the conversation, or fails.</exception>
    public RenderedChat Render(IReadOnlyList<ChatTurn> turns, bool continues = false)
    {
        ArgumentNullException.ThrowIfNull(turns);
        bool goesOn = continues && turns[^1].Role == Answering;
        return Template is null
            ? RenderedChat.FromPlainText(string.Concat(turns.Select(turn => turn.Text)))
            : Template.Render(new ChatConversation(ToJson(turns))
            {
                Variables = Variables,
                Now = Now,
                AddGenerationPrompt = !goesOn,
                ContinueFinalMessage = goesOn,
            });
    }

    private static JsonElement ToJson(IReadOnlyList<ChatTurn> turns)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach (ChatTurn turn in turns)
            {
                json.WriteStartObject();
                json.WriteString("role", turn.Role);
                json.WriteString("content", turn.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private byte[] Describe()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("template", Template?.Source);
            foreach ((string name, JsonElement value) in
                Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName("variable " + name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
