namespace EvalHarness.Inference.Engine;

/// <summary>Log-probability of a generated token before temperature and cuts, in nats.</summary>
/// <param name="Token">The token.</param>
/// <param name="LogProbability">ln p(token | what precedes it); 0 or less.</param>
/// <param name="Alternatives">The most likely tokens, falling; the token itself may be among them.</param>
public sealed record TokenLogProbability(
    int Token, double LogProbability, IReadOnlyList<TokenAlternative> Alternatives);
