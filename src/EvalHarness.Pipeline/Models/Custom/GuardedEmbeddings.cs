using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>
/// Embeddings of a model that the user wrote; what they must be to be compared is checked where they are used.
/// </summary>
/// <param name="inner">Gives them.</param>
/// <param name="failure">Says what went wrong.</param>
internal sealed class GuardedEmbeddings(
    IEmbeddingGenerator<string, Embedding<float>> inner, CustomFailure failure)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    /// <inheritdoc/>
    /// <exception cref="EndpointException">The model failed, or gave nothing.</exception>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>>? found = await failure.GuardAsync(
            () => InnerGenerator.GenerateAsync(values, options, cancellationToken), cancellationToken);
        return found is null || found.Any(vector => vector is null) ? throw failure.Gave("no embedding") : found;
    }
}
