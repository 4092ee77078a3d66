using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// A link of the chain. Answers pass it whole, streamed or not: one that was half given could not be asked again.
/// </summary>
internal abstract class WholeAnswerClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public abstract override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetResponseAsync(messages, options, cancellationToken).ToUpdatesAsync(cancellationToken);
}
