namespace EvalHarness.Inference.Engine;

/// <summary>How likely a model finds one continuation of a prompt.</summary>
/// <param name="LogLikelihood">Σ ln p(token | what precedes it) over the continuation, in nats; 0 or less.</param>
/// <param name="TokenLogLikelihoods">The terms of the sum, in order.</param>
/// <param name="IsGreedy">Every token is the one that greedy decoding would write.</param>
public sealed record ContinuationScore(
    double LogLikelihood, IReadOnlyList<double> TokenLogLikelihoods, bool IsGreedy);
