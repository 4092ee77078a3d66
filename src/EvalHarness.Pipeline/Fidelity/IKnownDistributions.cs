namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Distributions along a text, known in a few tokens per position: saved ones, or an endpoint's.</summary>
internal interface IKnownDistributions
{
    /// <summary>Tokens per position that are known one by one, the one that follows aside.</summary>
    int TopTokens { get; }

    /// <summary>The scored positions of the next chunk, in order.</summary>
    /// <exception cref="InvalidInputException">A position holds no distribution over the vocabulary.</exception>
    Task<IReadOnlyList<KnownDistribution>> ReadChunkAsync(CancellationToken cancellationToken);
}
