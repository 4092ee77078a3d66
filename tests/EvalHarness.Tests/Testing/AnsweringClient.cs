using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Testing;

/// <summary>A chat model that answers by a function of the conversation, and keeps what it saw.</summary>
internal sealed class AnsweringClient(Func<IReadOnlyList<ChatMessage>, ChatResponse> answer) : IChatClient
{
    public List<IReadOnlyList<ChatMessage>> Seen { get; } = [];

    /// <summary>How each call was to be answered.</summary>
    public List<ChatOptions?> Options { get; } = [];

    /// <summary>What the client offers beside chat.</summary>
    public object? Service { get; init; }

    public static AnsweringClient Saying(params string[] answers)
    {
        int calls = 0;
        return new(_ => Text(answers[Math.Min(calls++, answers.Length - 1)]));
    }

    public static ChatResponse Text(string text, ChatFinishReason? finish = null) =>
        new(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = finish ?? ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
        };

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Seen.Add([.. messages]);
        Options.Add(options);
        return Task.FromResult(answer(Seen[^1]));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(Service) ? Service : null;

    public void Dispose()
    {
    }
}
