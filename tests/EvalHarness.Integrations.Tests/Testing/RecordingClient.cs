using Microsoft.Extensions.AI;

namespace EvalHarness.Integrations.Tests.Testing;

/// <summary>Keeps the last question and answers with one word.</summary>
internal sealed class RecordingClient : IChatClient
{
    /// <summary>The last question.</summary>
    public IReadOnlyList<ChatMessage> Last { get; private set; } = [];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Last = [.. messages];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "yes")));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    // The Kernel asks for the metadata and does not ask whether there is any.
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata() : null;

    public void Dispose()
    {
    }
}
