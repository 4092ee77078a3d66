using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>
/// An embedding model as a user writes it: a text is the numbers that it holds, rounded to <c>decimals</c>. It gives no
/// answers.
/// </summary>
public sealed class VectorModel(JsonObject settings) : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(Embed)));

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // The words of a probe are no numbers; their lengths stand for them.
    private Embedding<float> Embed(string text) => new(text.Split(' ').Take(2).Select(word => MathF.Round(
        float.TryParse(word, CultureInfo.InvariantCulture, out float number) ? number : word.Length,
        (int)settings["decimals"]!)).ToArray());
}
