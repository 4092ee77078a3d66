using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A Kernel's embedding model behind the standard seams, whichever connector serves it, together with the chat model of
/// the same key. The Kernel's services stay its own. Thread-safe where they are.
/// </summary>
/// <param name="key">Key of the service.</param>
/// <param name="generator">The embedding model; not owned.</param>
/// <param name="chat">The chat model; <c>null</c> for none.</param>
internal sealed class KernelEmbeddings(
    string key, IEmbeddingGenerator<string, Embedding<float>> generator, KernelChatClient? chat)
    : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The embedding model of a Kernel; <c>null</c> when it has none of that key.</summary>
    /// <param name="kernel">The Kernel; not owned.</param>
    /// <param name="key">Key of the service.</param>
    public static IEmbeddingGenerator<string, Embedding<float>>? Find(Kernel kernel, string key) =>
        KernelChatClient.Find<IEmbeddingGenerator<string, Embedding<float>>>(kernel, key);

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The connector failed.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return await generator.GenerateAsync(values, options, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && KernelFailure.IsOne(failure))
        {
            throw KernelFailure.Translate(failure, secret: null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The service only gives embeddings, or gave no whole answer.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Chat.GetResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The service only gives embeddings, or gave no whole answer.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Chat.GetStreamingResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc cref="IChatClient.GetService"/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this
            : chat?.GetService(serviceType, serviceKey);
    }

    /// <summary>Disposes nothing.</summary>
    public void Dispose() => chat?.Dispose();

    private KernelChatClient Chat => chat ?? throw new EndpointException(
        $"The service \"{key}\" of the Kernel gives embeddings and answers no prompt.", isTransient: false);
}
