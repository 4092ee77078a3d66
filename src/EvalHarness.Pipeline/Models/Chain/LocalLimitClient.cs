using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Gives up a call of a model in this process that has a limit and takes longer. The embedded engine counts for itself,
/// from when it takes the call up; of other models the call itself is the beginning.
/// </summary>
internal sealed class LocalLimitClient(IChatClient inner, ChainOptions chain) : DelegatingChatClient(inner)
{
    private readonly bool _countsItself = inner.GetService<GgufChatClient>() is not null;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_countsItself || CallLimit.For(options) is not { } most)
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }

        using CancellationTokenSource limit = new(most, chain.Time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await InnerClient.GetResponseAsync(messages, options, either.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            throw CallLimit.Exceeded(most, late);
        }
    }
}
