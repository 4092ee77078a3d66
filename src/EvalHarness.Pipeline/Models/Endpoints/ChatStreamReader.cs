using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Reads a chat completion that came as a stream of events, once the stream has ended. A stream that ends neither with
/// a reason nor with <c>[DONE]</c> was cut.
/// </summary>
internal sealed class ChatStreamReader
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<TextLogProbability> _logProbabilities = [];
    private bool _hasText;
    private string? _call;
    private string? _finish;
    private UsageDetails? _usage;
    private JsonElement _last;
    private bool _isDone;

    private ChatStreamReader()
    {
    }

    /// <summary>The answer.</summary>
    /// <param name="body">The stream as text.</param>
    /// <exception cref="EndpointException">The stream was cut, holds an error, or no answer; transient.</exception>
    /// <exception cref="JsonException">An event is no JSON.</exception>
    public static ChatResponse Read(string body)
    {
        ChatStreamReader reader = new();
        foreach (string data in ServerSentEvents.Read(body))
        {
            if (data == ServerSentEvents.Done)
            {
                reader._isDone = true;
                break;
            }

            reader.Add(data);
        }

        return reader.Finish();
    }

    private void Add(string data)
    {
        if (data.Length == 0)
        {
            return;
        }

        using JsonDocument document = TolerantJson.Parse(data);
        JsonElement root = document.RootElement;
        if (EndpointError.From(root) is { IsContentFilter: true })
        {
            _last = root.Clone();
            _finish = ChatFinishReason.ContentFilter.Value;
            return;
        }

        if (EndpointError.From(root) is { } error)
        {
            throw new EndpointException($"The endpoint answered with an error: {error.Text}", isTransient: true);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        _last = root.Clone();
        _usage = ChatResponseReader.UsageOf(root) ?? _usage;
        if (ChatResponseReader.ChoiceOf(root) is { } choice)
        {
            Add(choice);
        }
    }

    private void Add(JsonElement choice)
    {
        // Another choice than the first may have a chunk of its own.
        if (choice.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number
            && index.TryGetInt32(out int number) && number != 0)
        {
            return;
        }

        _finish = ChatResponseReader.FinishOf(choice) ?? _finish;
        if (choice.TryGetProperty("delta", out JsonElement piece) || choice.TryGetProperty("message", out piece)
            || choice.TryGetProperty("text", out piece))
        {
            MessageContent content = MessageContent.From(piece);
            _text.Append(content.Text);
            _reasoning.Append(content.Reasoning);
            _refusal.Append(content.Refusal);
            _hasText |= content.HasText;
            _call ??= content.Call;
        }

        _logProbabilities.AddRange(ChatResponseReader.LogProbabilitiesOf(choice) ?? []);
    }

    private ChatResponse Finish()
    {
        if (_finish is null && !_isDone)
        {
            throw new EndpointException("The stream of the answer was cut before its end.", isTransient: true);
        }

        if (_last.ValueKind != JsonValueKind.Object)
        {
            throw new EndpointException("The endpoint answered without a choice.", isTransient: true);
        }

        MessageContent content = new(
            _text.ToString(), _reasoning.ToString(), _refusal.Length == 0 ? null : _refusal.ToString())
        {
            HasText = _hasText,
            Call = _call,
        };
        ChatResponse response = ChatResponseReader.Create(_last, content, _finish, _usage);
        if (_logProbabilities.Count > 0)
        {
            response.AdditionalProperties = new() { [LogProbabilityOption.Result] = _logProbabilities };
        }

        return response;
    }
}
