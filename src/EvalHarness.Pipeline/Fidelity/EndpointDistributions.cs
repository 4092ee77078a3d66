using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Echo;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// What a model behind an endpoint thinks of a text. A few chunks are asked about ahead, and are given in order: memory
/// grows with these, never with the text.
/// </summary>
internal sealed class EndpointDistributions : IKnownDistributions, IAsyncDisposable
{
    private const int MostAhead = 16;

    private readonly IChatClient _client;
    private readonly EchoedChunks _answers;
    private readonly TextChunks _text;
    private readonly int _chunks;
    private readonly int _ahead;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Task<IReadOnlyList<KnownDistribution>>> _asked = [];
    private int _next;

    /// <summary>Asks nothing yet.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="tokens">The vocabulary, which the model must share.</param>
    /// <param name="text">The text.</param>
    /// <param name="chunks">Chunks to ask about, at most all.</param>
    /// <param name="topTokens">Tokens per position to ask for.</param>
    public EndpointDistributions(
        DivergenceEndpoint endpoint, TokenListing tokens, TextChunks text, int chunks, int topTokens)
    {
        TopTokens = Math.Min(topTokens, tokens.Texts.Length);
        _client = ModelChain.Around(
            new EchoClient(endpoint.Address, endpoint.Model, endpoint.ApiKey, TopTokens, endpoint.Headers),
            ChainOptions.From(endpoint.Address.AbsoluteUri, endpoint.Limits) with { Notice = endpoint.Notice });
        _answers = new EchoedChunks(EndpointAddress.Show(endpoint.Address), tokens, TopTokens);
        (_text, _chunks) = (text, chunks);
        _ahead = Math.Min(endpoint.Limits.Concurrency, MostAhead);
    }

    /// <inheritdoc/>
    public int TopTokens { get; }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The endpoint gave no answer.</exception>
    public async Task<IReadOnlyList<KnownDistribution>> ReadChunkAsync(CancellationToken cancellationToken)
    {
        // The first answer shows whether further questions make sense.
        int wanted = _next == 0 ? 1 : _ahead;
        while (_asked.Count < wanted && _next < _chunks)
        {
            _asked.Enqueue(AskAsync(_next++));
        }

        using (cancellationToken.Register(_stop.Cancel))
        {
            try
            {
                return await _asked.Dequeue();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_asked).ContinueWith(_ => { }, TaskScheduler.Default);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<KnownDistribution>> AskAsync(int chunk)
    {
        int[] tokens = _text.Whole(chunk);
        ChatResponse answer = await _client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TokenContent(tokens)])],
            new ChatOptions { MaxOutputTokens = 1 },
            _stop.Token);
        return _answers.Read((IReadOnlyList<EchoedToken>)answer.RawRepresentation!, tokens, _text.FirstScored);
    }
}
