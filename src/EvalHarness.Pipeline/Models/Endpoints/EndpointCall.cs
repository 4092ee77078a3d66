using System.ClientModel;
using System.ClientModel.Primitives;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Requests to one endpoint: what goes wrong with one becomes an <see cref="EndpointException"/> without the key.
/// Thread-safe. Owns its connections.
/// </summary>
/// <param name="endpoint">Address with its version path.</param>
/// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
internal sealed class EndpointCall(Uri endpoint, string? apiKey) : IDisposable
{
    // The likeliest 1,024 tokens in 1,024 places take some 60 MB.
    private const long MostBytes = 256L << 20;

    private readonly HttpClient _http = new(new BoundedAnswers(
        new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            UseProxy = !endpoint.IsLoopback,
        },
        MostBytes))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>What requests are sent through: once each, for as long as it takes.</summary>
    /// <param name="options">The client's own options; changed.</param>
    public TOptions Configure<TOptions>(TOptions options)
        where TOptions : ClientPipelineOptions
    {
        options.Transport = new HttpClientPipelineTransport(_http);
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        options.NetworkTimeout = Timeout.InfiniteTimeSpan;
        return options;
    }

    /// <summary>Sends one request and reads its answer.</summary>
    /// <param name="send">Sends it; a refusal is returned, not thrown.</param>
    /// <param name="read">Reads the body of a success.</param>
    /// <param name="cancellationToken">The caller's: what it ends is no failure of the endpoint.</param>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public async Task<T> MakeAsync<T>(
        Func<Task<PipelineResponse>> send, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using PipelineResponse response = await send();
            return response.IsError ? throw Refusal(response) : read(response.Content.ToMemory());
        }
        catch (EndpointException failure) when (Redact(failure.Message) != failure.Message)
        {
            throw new EndpointException(
                Redact(failure.Message), failure.IsTransient, failure.Status, failure.RetryAfter);
        }
        catch (Exception failure) when (failure is ClientResultException or HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new EndpointException(
                $"The endpoint gave no answer: {Redact((failure.InnerException ?? failure).Message)}",
                isTransient: true, inner: failure);
        }
    }

    /// <summary>A text of the endpoint without its key, however it came there.</summary>
    public string Redact(string text) =>
        string.IsNullOrEmpty(apiKey) ? text : text.Replace(apiKey, "${apiKey}", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private EndpointException Refusal(PipelineResponse response)
    {
        string said = ChatResponseReader.ReadError(response.Content.ToMemory()) ?? response.ReasonPhrase;
        return EndpointException.Refusal(response.Status, Redact(said), response);
    }
}
