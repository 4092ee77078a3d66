namespace EvalHarness.Fidelity;

/// <summary>Baseline p and candidate q at one scored position of a text.</summary>
/// <param name="BaseLogLikelihood">ln p of the token that follows, in nats.</param>
/// <param name="CandidateLogLikelihood">ln q of the same token.</param>
/// <param name="Divergence">KL(p‖q), in nats; at least 0.</param>
/// <param name="ReverseDivergence">KL(q‖p), in nats; at least 0.</param>
/// <param name="BaseConfidence">Probability of the baseline's most likely token.</param>
/// <param name="IsSameTop">Both models hold the same token most likely.</param>
public readonly record struct TokenDivergence(
    double BaseLogLikelihood,
    double CandidateLogLikelihood,
    double Divergence,
    double ReverseDivergence,
    double BaseConfidence,
    bool IsSameTop)
{
    /// <summary>q − p of the token that follows, −1 to 1.</summary>
    public double DeltaP => Math.Exp(CandidateLogLikelihood) - Math.Exp(BaseLogLikelihood);
}
