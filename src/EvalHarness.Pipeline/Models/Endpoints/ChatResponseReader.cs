using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Reads the body of a chat completion, in one piece or as a stream of events; whatever is not a whole answer is an
/// error, never an output.
/// </summary>
internal static class ChatResponseReader
{
    /// <summary>How an answer ends in which the model declines in the field for it.</summary>
    public const string Refused = "refusal";

    /// <summary>The answer in a body that came with a success.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isPlain">It is a text completion, whose choices hold a text in place of a message.</param>
    /// <exception cref="EndpointException">
    /// The body is no JSON and no stream, an error, cut off, or holds no answer; transient.
    /// </exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body, bool isPlain = false)
    {
        try
        {
            string text = TolerantJson.Decode(body);
            if (ServerSentEvents.Looks(text))
            {
                return ChatStreamReader.Read(text);
            }

            using JsonDocument document = TolerantJson.Parse(text);
            return Read(document.RootElement, isPlain);
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            throw new EndpointException(
                broken is FormatException ? "The answer is not UTF-8." : Describe(body, "a chat completion"),
                isTransient: true, inner: broken);
        }
    }

    /// <summary>An answer that a content filter withheld: no text, and why.</summary>
    public static ChatResponse Withheld() => new(new ChatMessage(ChatRole.Assistant, ""))
    {
        FinishReason = ChatFinishReason.ContentFilter,
    };

    /// <summary>The choice of index 0, or the first where none has it; <c>null</c> when there is none.</summary>
    public static JsonElement? ChoiceOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out JsonElement choices)
            || choices.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement[] all = [.. choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.Object)];
        return all.Length == 0 ? null : all.OrderBy(choice => IndexOf(choice) == 0 ? 0 : 1).First();
    }

    /// <summary>An answer of its parts.</summary>
    /// <param name="root">Holds id, model and usage.</param>
    /// <param name="message">What was said.</param>
    /// <param name="finish">Why it ended; <c>null</c> when that is not said.</param>
    /// <param name="usage">Tokens; <c>null</c> when they are not said.</param>
    /// <exception cref="EndpointException">There is neither a text nor a reason why not.</exception>
    public static ChatResponse Create(JsonElement root, MessageContent message, string? finish, UsageDetails? usage)
    {
        bool isRefusal = message.Refusal is { Length: > 0 };
        string said = message.Text.Length == 0 && isRefusal ? message.Refusal! : message.Text;

        // A model may say nothing, and then its answer has an end; without one it was lost on the way.
        if (said.Length == 0 && finish is null)
        {
            throw new EndpointException("The endpoint answered with an empty text.", isTransient: true);
        }

        // A thought without an answer is an answer cut off, unless the model went on to call a function.
        bool isThought = message.Reasoning.Length > 0 && message.Call is null;
        if (said.Length == 0 && !isThought && finish != ChatFinishReason.ContentFilter.Value
            && LostText.Explain(message, usage?.OutputTokenCount) is { } lost)
        {
            throw new EndpointException(lost, isTransient: false);
        }

        string text = EndMarkers.Cut(said.AsSpan().TrimEnd('\0')).ToString();
        ChatMessage answer = new(ChatRole.Assistant, text);
        if (message.Reasoning.Length > 0)
        {
            answer.Contents.Insert(0, new TextReasoningContent(message.Reasoning));
        }

        string? reason = isRefusal ? Refused : finish;
        return new ChatResponse(answer)
        {
            ResponseId = TextOf(root, "id"),
            ModelId = TextOf(root, "model"),
            FinishReason = reason is null ? null : new ChatFinishReason(reason),
            Usage = usage,
        };
    }

    /// <summary>Why an answer ended; <c>null</c> when it does not say, or says nothing.</summary>
    public static string? FinishOf(JsonElement choice) =>
        TextOf(choice, "finish_reason") is { Length: > 0 } reason ? reason : null;

    /// <summary>Counts of tokens as far as they are numbers; <c>null</c> when there is none.</summary>
    public static UsageDetails? UsageOf(JsonElement root) =>
        root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
            ? new UsageDetails
            {
                InputTokenCount = CountOf(usage, "prompt_tokens"),
                OutputTokenCount = CountOf(usage, "completion_tokens"),
                TotalTokenCount = CountOf(usage, "total_tokens"),
            }
            : null;

    /// <summary>Log-probabilities of a choice; <c>null</c> where one of its own tokens has none.</summary>
    public static List<TextLogProbability>? LogProbabilitiesOf(JsonElement choice)
    {
        if (!choice.TryGetProperty("logprobs", out JsonElement all) || all.ValueKind != JsonValueKind.Object
            || !all.TryGetProperty("content", out JsonElement content) || content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<TextLogProbability> tokens = [];
        foreach (JsonElement token in content.EnumerateArray())
        {
            if (AlternativeOf(token) is not { } own)
            {
                return null;
            }

            IEnumerable<TextAlternative?> others =
                token.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Array
                    ? top.EnumerateArray().Select(AlternativeOf)
                    : [];
            tokens.Add(new TextLogProbability(own.Text, own.LogProbability, [.. others.OfType<TextAlternative>()]));
        }

        return tokens;
    }

    private static ChatResponse Read(JsonElement root, bool isPlain)
    {
        if (EndpointError.From(root) is { } error)
        {
            return error.IsContentFilter
                ? Withheld()
                : throw new EndpointException(
                    $"The endpoint answered with an error: {error.Text}", isTransient: true);
        }

        if (ChoiceOf(root) is not { } choice)
        {
            throw new EndpointException("The endpoint answered without a choice.", isTransient: true);
        }

        if (!choice.TryGetProperty(isPlain ? "text" : "message", out JsonElement message)
            || message.ValueKind != (isPlain ? JsonValueKind.String : JsonValueKind.Object))
        {
            throw new EndpointException(
                isPlain ? "The response is not a text completion: its choice has no text."
                    : "The response is not a chat completion: its choice has no message.",
                isTransient: true);
        }

        ChatResponse response = Create(root, MessageContent.From(message), FinishOf(choice), UsageOf(root));
        if (isPlain && EchoReader.Read(choice) is { } tokens)
        {
            response.AdditionalProperties = new() { [EchoOption.Result] = tokens };
        }
        else if (LogProbabilitiesOf(choice) is { } logProbabilities)
        {
            response.AdditionalProperties = new() { [LogProbabilityOption.Result] = logProbabilities };
        }

        return response;
    }

    private static TextAlternative? AlternativeOf(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object && TextOf(token, "token") is { } text
        && token.TryGetProperty("logprob", out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? new TextAlternative(text, value.GetDouble())
            : null;

    /// <summary>What a body that is no JSON is.</summary>
    /// <param name="body">The body.</param>
    /// <param name="expected">What was asked for.</param>
    public static string Describe(ReadOnlyMemory<byte> body, string expected)
    {
        string start = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 200)]).Trim();
        return start.StartsWith('<')
            ? $"The endpoint answered with a page of markup, not with {expected}: check the address, which "
                + "usually ends in /v1, and whether a proxy or a sign-in page is in front of it."
            : FormattableString.Invariant(
                $"The response is not JSON ({body.Length} bytes, starting \"{start[..Math.Min(start.Length, 60)]}\").");
    }

    private static int IndexOf(JsonElement choice) =>
        choice.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number
        && index.TryGetInt32(out int number)
            ? number
            : -1;

    private static string? TextOf(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // Some servers write counts as floats or as texts.
    private static long? CountOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value)
        && value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(
            value.ToString(), NumberStyles.Float,
            CultureInfo.InvariantCulture, out decimal count)
        && count is >= 0 and <= long.MaxValue
            ? (long)count
            : null;
}
