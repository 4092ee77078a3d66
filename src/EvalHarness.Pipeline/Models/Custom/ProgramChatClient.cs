using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>
/// A model that a program computes: <c>{"id", "messages", "max_tokens", …}</c> in, <c>{"id", "text", "finish_reason",
/// "input_tokens"?, "output_tokens"?, "error"?}</c> out. Thread-safe: it is asked one question at a time.
/// </summary>
/// <param name="program">The program; owned.</param>
/// <param name="timeout">Longest wait for an answer, once it is the question's turn.</param>
/// <param name="redact">Takes values from the environment out of a message.</param>
internal sealed class ProgramChatClient(JsonLinesProgram program, TimeSpan timeout, Func<string, string> redact)
    : IChatClient
{
    private const int LongestMessage = 500;

    private int _asked;

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The program failed, or gave nothing that is an answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] prompt = [.. messages];
        string id = Interlocked.Increment(ref _asked).ToString(CultureInfo.InvariantCulture);
        JsonElement answer;
        try
        {
            answer = await program.AskAsync(id, json => Write(json, prompt, options), timeout, cancellationToken);
        }
        catch (ProgramException failure)
        {
            throw new EndpointException(
                $"There is no answer: {failure.Message}.", isTransient: false,
                inner: failure.IsTimeout ? new TimeoutException(failure.Message, failure) : failure);
        }

        return Read(answer);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetResponseAsync(messages, options, cancellationToken).ToUpdatesAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();

    private static void Write(Utf8JsonWriter json, ChatMessage[] prompt, ChatOptions? options)
    {
        json.WriteStartArray("messages");
        foreach (ChatMessage message in prompt)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WriteString("content", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "max_tokens", options?.MaxOutputTokens);
        Write(json, "temperature", options?.Temperature);
        Write(json, "top_p", options?.TopP);
        Write(json, "top_k", options?.TopK);
        Write(json, "seed", options?.Seed);
        json.WriteList("stop", options?.StopSequences ?? []);
    }

    private static void Write(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } given)
        {
            json.WriteNumber(name, given);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } given)
        {
            json.WriteNumber(name, given);
        }
    }

    private ChatResponse Read(JsonElement answer)
    {
        if (answer.TextOf("error") is { } error)
        {
            throw Wrong($"the program reports an error: {Shorten(error)}");
        }

        string text = answer.TextOf("text") ?? throw Wrong("the program's line has neither \"text\" nor \"error\"");
        UsageDetails usage = new()
        {
            InputTokenCount = CountOf(answer, "input_tokens"),
            OutputTokenCount = CountOf(answer, "output_tokens"),
        };
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            Usage = usage.InputTokenCount is null && usage.OutputTokenCount is null ? null : usage,
            FinishReason = ReasonOf(answer),
        };
    }

    // Whether an answer is whole decides how it is scored, so that it must be said.
    private static ChatFinishReason ReasonOf(JsonElement answer) => answer.TextOf("finish_reason") switch
    {
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        _ => throw Wrong("the program's line has no \"finish_reason\": \"stop\", \"length\" or \"content_filter\""),
    };

    private static int? CountOf(JsonElement answer, string name) =>
        !answer.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0 ? count
        : throw Wrong($"the program's \"{name}\" is not a whole number from 0");

    private string Shorten(string text)
    {
        string shown = redact(text);
        return shown.Length > LongestMessage ? shown[..LongestMessage] + "…" : shown;
    }

    private static EndpointException Wrong(string reason) =>
        new($"There is no answer: {reason}.", isTransient: false);
}
