using System.Buffers;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Echo;

/// <summary>
/// A model behind an OpenAI-compatible endpoint that says how likely the tokens of a prompt are: legacy completions
/// with <c>echo</c> and <c>logprobs</c>. Asked with one <see cref="TokenContent"/>; the answer's raw representation is
/// an <see cref="EchoedToken"/> per token of the prompt. Thread-safe. Owns its connections.
/// </summary>
internal sealed class EchoClient : IChatClient
{
    private const string Path = "/completions";

    // A token takes its text, a number and what stands around them, in a place and in each alternative.
    private const long BytesOfToken = 128;

    private readonly EndpointCall _call;
    private readonly EchoResponseReader _answers;
    private readonly ChatClientMetadata _metadata;
    private readonly Uri _address;
    private readonly int _topTokens;

    // An endpoint that cannot write nothing behind the prompt writes one token, which is not looked at.
    private volatile bool _writesOne;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="endpoint">Address with its version path, such as <c>http://127.0.0.1:8080/v1</c>.</param>
    /// <param name="model">Name of the model there.</param>
    /// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
    /// <param name="topTokens">Likeliest tokens to ask for in each place, from 1.</param>
    /// <param name="headers">Headers beside the key; <c>null</c> for none.</param>
    public EchoClient(
        Uri endpoint,
        string model,
        string? apiKey,
        int topTokens,
        IReadOnlyDictionary<string, string>? headers = null)
    {
        _call = new EndpointCall(endpoint, apiKey, headers);
        _answers = new EchoResponseReader(EndpointAddress.Show(endpoint));
        _metadata = new ChatClientMetadata("openai", endpoint, model);
        _address = EndpointAddress.Below(endpoint, Path);
        _topTokens = topTokens;
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    /// <exception cref="InvalidInputException">
    /// The endpoint refuses such requests, or its answer does not say what was asked for.
    /// </exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<int> tokens = messages.SelectMany(message => message.Contents).OfType<TokenContent>().Single()
            .Tokens;
        try
        {
            IReadOnlyList<EchoedToken> echoed = await AskAsync(tokens, cancellationToken);
            return new ChatResponse { RawRepresentation = echoed, ModelId = _metadata.DefaultModelId };
        }
        catch (EndpointException refusal) when (IsForGood(refusal))
        {
            throw new InvalidInputException(
                EndpointAddress.Show(_address),
                refusal.Message,
                "log-probabilities of a prompt of token ids (echo and logprobs)",
                "Set a smaller --top-k, or use a server that returns them.");
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
        return serviceKey is null && serviceType.IsInstanceOfType(_metadata) ? _metadata : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    // llama.cpp's server calls a parameter that it does not know an error of its own.
    private static bool IsForGood(EndpointException refusal) =>
        (!refusal.IsTransient && refusal.Status is not null)
        || (refusal.Status == 500 && refusal.Message.Contains("echo", StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<EchoedToken>> AskAsync(
        IReadOnlyList<int> tokens, CancellationToken cancellationToken)
    {
        if (!_writesOne)
        {
            try
            {
                return await SendAsync(tokens, written: 0, cancellationToken);
            }
            catch (EndpointException refusal) when (refusal.Status is 400 or 422)
            {
                // Perhaps because of the 0; otherwise the next refusal says so again.
            }
        }

        IReadOnlyList<EchoedToken> echoed = await SendAsync(tokens, written: 1, cancellationToken);
        _writesOne = true;
        return echoed;
    }

    private Task<IReadOnlyList<EchoedToken>> SendAsync(
        IReadOnlyList<int> tokens, int written, CancellationToken cancellationToken) => _call.PostAsync(
        Path,
        Write(tokens, written),
        (int)Math.Min(
            256 << 20, Math.Max(BoundedBody.MostBytes, BytesOfToken * (_topTokens + 2) * (tokens.Count + 1))),
        body => _answers.Read(body, tokens),
        cancellationToken);

    private ReadOnlyMemory<byte> Write(IReadOnlyList<int> tokens, int written)
    {
        ArrayBufferWriter<byte> buffer = new(8 * tokens.Count);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("model", _metadata.DefaultModelId);
            writer.WriteStartArray("prompt");
            foreach (int token in tokens)
            {
                writer.WriteNumberValue(token);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("echo", true);
            writer.WriteNumber("logprobs", _topTokens);
            writer.WriteNumber("max_tokens", written);
            writer.WriteNumber("temperature", 0);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
