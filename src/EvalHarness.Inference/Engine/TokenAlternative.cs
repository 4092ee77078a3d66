namespace EvalHarness.Inference.Engine;

/// <summary>A token that might have been chosen.</summary>
/// <param name="Token">The token.</param>
/// <param name="LogProbability">ln p(token | what precedes it), in nats; 0 or less.</param>
public sealed record TokenAlternative(int Token, double LogProbability);
