namespace EvalHarness;

/// <summary>Log-likelihood of a text under a model, in nats.</summary>
/// <param name="Sum">Σ ln p(token | what precedes it); 0 or less.</param>
/// <param name="Tokens">Number of tokens scored; at least 1 for a non-empty text.</param>
public sealed record LogLikelihood(double Sum, int Tokens)
{
    /// <summary>Every token is what greedy decoding would write; <c>null</c> when unknown.</summary>
    public bool? IsGreedy { get; init; }

    /// <summary>exp(−Sum/Tokens); <c>null</c> when nothing was scored.</summary>
    public double? Perplexity => Tokens > 0 ? Math.Exp(-Sum / Tokens) : null;
}
