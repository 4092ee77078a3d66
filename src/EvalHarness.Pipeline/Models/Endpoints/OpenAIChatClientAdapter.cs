using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using ChatClient = OpenAI.Chat.ChatClient;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// A chat model behind an OpenAI-compatible endpoint as an <see cref="IChatClient"/>. One call is one request: retrying
/// is left to the chain. Thread-safe. Owns its connections.
/// </summary>
/// <remarks>
/// Answers come whole, so that a torn one is never half an output. Log-probabilities are asked for and given as in the
/// embedded engine, with tokens named by their text.
/// </remarks>
internal sealed class OpenAIChatClientAdapter : IChatClient
{
    private readonly EndpointCall _call;
    private readonly ChatClient _client;
    private readonly ChatRequestWriter _requests;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="endpoint">Address with its version path, such as <c>http://127.0.0.1:8080/v1</c>.</param>
    /// <param name="model">Name of the model there.</param>
    /// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
    public OpenAIChatClientAdapter(Uri endpoint, string model, string? apiKey)
    {
        _call = new EndpointCall(endpoint, apiKey);
        _client = new ChatClient(
            model,
            new ApiKeyCredential(apiKey ?? "none"),
            _call.Configure(new OpenAIClientOptions { Endpoint = endpoint }));

        // Newer models of these two refuse the older key; other servers know only that one.
        bool isNewer = endpoint.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase)
            || endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);
        _requests = new ChatRequestWriter(model, isNewer ? "max_completion_tokens" : "max_tokens");
        _metadata = new ChatClientMetadata("openai", endpoint, model);
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using BinaryContent body = BinaryContent.Create(_requests.Write(messages, options));
        return await _call.MakeAsync(
            async () => (await _client.CompleteChatAsync(body, new RequestOptions
            {
                CancellationToken = cancellationToken,
                ErrorOptions = ClientErrorBehaviors.NoThrow,
            })).GetRawResponse(),
            ChatResponseReader.Read,
            cancellationToken);
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
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();
}
