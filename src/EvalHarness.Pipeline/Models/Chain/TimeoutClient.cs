using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>Gives up a try that takes too long.</summary>
internal sealed class TimeoutClient(IChatClient inner, ChainOptions chain) : WholeAnswerClient(inner)
{
    /// <inheritdoc/>
    /// <exception cref="EndpointException">The try took too long; transient.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        TimeSpan most = CallLimit.For(options) ?? chain.TryTimeout;
        using CancellationTokenSource timeout = new(most, chain.Time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await InnerClient.GetResponseAsync(messages, options, either.Token);
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            throw CallLimit.Exceeded(most, late);
        }
    }
}
