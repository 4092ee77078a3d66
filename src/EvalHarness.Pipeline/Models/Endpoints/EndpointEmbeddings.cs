using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Embeddings of an OpenAI-compatible endpoint, <c>/embeddings</c>. One call is one request; batches and retries are
/// left to the chain. Thread-safe.
/// </summary>
/// <param name="call">Sends the requests; not owned.</param>
/// <param name="model">Name of the model at the endpoint.</param>
/// <param name="parameters">Parameters to leave out (<c>null</c>), set or add.</param>
internal sealed class EndpointEmbeddings(EndpointCall call, string model, JsonObject parameters)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly RequestShape _shape = new() { Parameters = parameters };

    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is not one embedding for every text.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        JsonObject body = new()
        {
            ["model"] = model,
            ["input"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
            ["encoding_format"] = "float",
        };
        _shape.Apply(body);
        try
        {
            return await call.PostAsync(
                "/embeddings",
                JsonSerializer.SerializeToUtf8Bytes(body),
                BoundedBody.MostBytes,
                answer => EmbeddingReader.Read(answer, texts.Length),
                cancellationToken);
        }
        catch (EndpointException refusal) when (refusal.Status is 400 or 422
            && RefusedParameter.IsNamed(refusal.Said, body.Select(member => member.Key).Except(["input"])))
        {
            throw refusal.WithParametersKey();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connections are their owner's.
    }
}
