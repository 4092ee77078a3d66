using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// A model's embeddings through its chain: in batches, each of which is retried, counted and limited like any other
/// question. A text that was embedded before is not asked for again. Thread-safe.
/// </summary>
/// <param name="inner">The model's chain; owned.</param>
/// <param name="kept">Embeddings of earlier runs; <c>null</c> keeps none.</param>
internal sealed class ChainedEmbeddings(IChatClient inner, KeptEmbeddings? kept)
    : DelegatingChatClient(inner), IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Most texts of one request; the default limit of text-embeddings-inference.</summary>
    public const int MostTexts = 32;

    private readonly EmbeddingMemory _memory = new();

    /// <inheritdoc/>
    /// <remarks>
    /// Usage is that of the requests that were made, without tokens where one did not say; <c>null</c> when none was.
    /// </remarks>
    /// <exception cref="EndpointException">Some text has no embedding.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Dictionary<string, Embedding<float>> known = new(StringComparer.Ordinal);
        List<string> unknown = [];
        foreach (string text in texts.Distinct(StringComparer.Ordinal))
        {
            Embedding<float>? found = _memory.Find(text)
                ?? (kept is null ? null : await kept.FindAsync(text, cancellationToken));
            if (found is null)
            {
                unknown.Add(text);
            }
            else
            {
                known[text] = found;
            }
        }

        GeneratedEmbeddings<Embedding<float>>[] answers = await Task.WhenAll(
            unknown.Chunk(MostTexts).Select(batch => AskAsync(batch, cancellationToken)));
        foreach ((string text, Embedding<float> embedding) in unknown.Zip(answers.SelectMany(answer => answer)))
        {
            known[text] = embedding;
            _memory.Add(text, embedding);
            if (kept is not null)
            {
                await kept.KeepAsync(text, embedding, cancellationToken);
            }
        }

        return new(texts.Select(text => known[text])) { Usage = Sum(answers) };
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) ? this
            : base.GetService(serviceType, serviceKey);

    // One text that is too long must not cost the others of its batch, and a server may take smaller batches only.
    private async Task<GeneratedEmbeddings<Embedding<float>>> AskAsync(
        ReadOnlyMemory<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return EmbeddingOption.Find(await InnerClient.GetResponseAsync(
                EmbeddingOption.Messages(texts.ToArray()), EmbeddingOption.Ask(), cancellationToken));
        }
        catch (EndpointException refusal) when (refusal.Status is 400 or 413 or 422 && texts.Length > 1)
        {
            int half = texts.Length / 2;
            GeneratedEmbeddings<Embedding<float>> first = await AskAsync(texts[..half], cancellationToken);
            GeneratedEmbeddings<Embedding<float>> second = await AskAsync(texts[half..], cancellationToken);
            return new(first.Concat(second)) { Usage = Sum([first, second]) };
        }
    }

    private static UsageDetails? Sum(GeneratedEmbeddings<Embedding<float>>[] answers) =>
        answers.Length == 0 ? null : new()
        {
            InputTokenCount = answers.All(answer => answer.Usage?.InputTokenCount is not null)
                ? answers.Sum(answer => answer.Usage!.InputTokenCount)
                : null,
        };
}
