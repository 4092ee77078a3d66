using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>A model behind a server that the harness started; disposing it stops the server.</summary>
/// <param name="inner">Asks the server; owned.</param>
/// <param name="server">The server; owned.</param>
internal sealed class ServedChatClient(IChatClient inner, ServerProcess server) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (EndpointException failure) when (failure.IsTransient && server.ExitCode is not null)
        {
            // A server that has ended answers no repetition either.
            throw new EndpointException(
                $"The model is gone: {await server.DescribeEndAsync()}", isTransient: false, inner: failure);
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetResponseAsync(messages, options, cancellationToken).ToUpdatesAsync(cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            server.Dispose();
        }
    }
}
