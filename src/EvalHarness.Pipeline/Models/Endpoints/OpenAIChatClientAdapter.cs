using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// A chat model behind an OpenAI-compatible endpoint as an <see cref="IChatClient"/>. One call is one request, but for
/// parameters that the endpoint refuses by name: these are left out from then on. Retrying is left to the chain.
/// Thread-safe. Owns its connections.
/// </summary>
/// <remarks>
/// Answers come whole, so that a torn one is never half an output. Log-probabilities are asked for and given as in the
/// embedded engine, with tokens named by their text.
/// </remarks>
internal sealed class OpenAIChatClientAdapter : IChatClient, IRequestChanges
{
    private readonly EndpointCall _call;
    private readonly ChatRequestWriter _requests;
    private readonly ChatClientMetadata _metadata;
    private readonly Action<string> _notice;
    private readonly Lock _lock = new();
    private RequestShape _shape;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="endpoint">Address with its version path, such as <c>http://127.0.0.1:8080/v1</c>.</param>
    /// <param name="model">Name of the model there.</param>
    /// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
    /// <param name="headers">Headers beside it; <c>null</c> for none.</param>
    /// <param name="parameters">Parameters to leave out (<c>null</c>), set or add; <c>null</c> for none.</param>
    /// <param name="streams">Ask for answers as streams of events.</param>
    /// <param name="notice">Told what is changed because the endpoint wants it so; <c>null</c> for nobody.</param>
    /// <param name="isPlain">
    /// Ask for completions of plain text, as base models are evaluated: no chat template, and log-probabilities of the
    /// prompt where the endpoint has them.
    /// </param>
    public OpenAIChatClientAdapter(
        Uri endpoint,
        string model,
        string? apiKey,
        IReadOnlyDictionary<string, string>? headers = null,
        JsonObject? parameters = null,
        bool streams = false,
        Action<string>? notice = null,
        bool isPlain = false)
    {
        IsPlain = isPlain;
        _call = new EndpointCall(endpoint, apiKey, headers);
        _requests = new ChatRequestWriter(model, isPlain);
        _metadata = new ChatClientMetadata("openai", endpoint, model);
        Embeddings = new EndpointEmbeddings(_call, model, parameters ?? []);
        _notice = notice ?? (_ => { });

        // Newer models of these two refuse the older key; other servers know only that one.
        bool isNewer = endpoint.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase)
            || endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);
        _shape = new RequestShape
        {
            LimitKey = isNewer ? RequestShape.MaxCompletionTokens : RequestShape.MaxTokens,
            Parameters = parameters ?? [],
            Streams = streams,
        };
    }

    /// <summary>The endpoint completes plain text.</summary>
    public bool IsPlain { get; }

    /// <summary>Embeddings of the same model, if the endpoint has them.</summary>
    public EndpointEmbeddings Embeddings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Changes => Volatile.Read(ref _shape).Changes;

    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        while (true)
        {
            RequestShape shape = Volatile.Read(ref _shape);
            byte[] body = _requests.Write(prompt, options, shape);
            try
            {
                return await _call.PostAsync(
                    IsPlain ? "/completions" : "/chat/completions",
                    body,
                    BoundedBody.MostBytes,
                    answer => ChatResponseReader.Read(answer, IsPlain),
                    cancellationToken);
            }
            catch (EndpointException refusal) when (refusal.Said is { IsContentFilter: true })
            {
                return ChatResponseReader.Withheld();
            }
            catch (EndpointException refusal) when (Adapt(shape, refusal, body))
            {
                // The next try leaves out, or renames, what was refused.
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (EndpointException refusal) when (refusal.Status is 400 or 422
                && RefusedParameter.IsNamed(refusal.Said, KeysOf(body)))
            {
                throw refusal.WithParametersKey();
            }
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetResponseAsync(messages, options, cancellationToken).ToUpdatesAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType.IsInstanceOfType(Embeddings) ? Embeddings
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    private static IEnumerable<string> KeysOf(byte[] body) =>
        JsonNode.Parse(body)!.AsObject().Select(member => member.Key);

    // Several calls may be refused at once: the first changes the shape, the others only ask again.
    private bool Adapt(RequestShape used, EndpointException refusal, byte[] body)
    {
        if (used.After(refusal, KeysOf(body)) is not { } next)
        {
            return false;
        }

        lock (_lock)
        {
            if (!ReferenceEquals(_shape, used))
            {
                return true;
            }

            _shape = next;
        }

        _notice($"{next.Changes[^1]}, because the endpoint refused: {_call.Redact(refusal.Said!.Text)}");
        return true;
    }
}
