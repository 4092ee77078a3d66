using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>A model in memory, ready to be asked; disposing it gives the memory back.</summary>
/// <param name="client">Owned: disposed with this.</param>
/// <param name="loadTime">Time it took to load the weights.</param>
/// <param name="streams">
/// The client runs in this process and gives tokens as they are made, so that the time of the first one counts;
/// otherwise it asks over a network, and its answers come whole, so that they can be asked for again.
/// </param>
public sealed class LoadedModel(IChatClient client, TimeSpan loadTime, bool streams = true) : IDisposable
{
    /// <summary>The seam through which the model is asked.</summary>
    public IChatClient Client { get; } = client;

    /// <summary>Time it took to load the weights.</summary>
    public TimeSpan LoadTime { get; } = loadTime;

    /// <summary>The client gives tokens as they are made; otherwise its answers come whole.</summary>
    public bool Streams { get; } = streams;

    /// <summary>
    /// It answers one call after another and limits each of them itself; a call that failed would fail again.
    /// </summary>
    internal bool TakesTurns { get; init; }

    /// <summary>The model's log-likelihoods; <c>null</c> when it cannot give them.</summary>
    public ILogLikelihoodModel? LogLikelihoods => Client.GetService<ILogLikelihoodModel>();

    /// <summary>The model's embeddings of texts; <c>null</c> when it cannot give them.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings =>
        Client.GetService<IEmbeddingGenerator<string, Embedding<float>>>();

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
