namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Mean probability, per scored position, of the tokens that are known one by one of both models; the divergences are
/// the tighter the closer both are to 1.
/// </summary>
/// <param name="Base">What the baseline gives to these tokens; 0 to 1.</param>
/// <param name="Candidate">What the candidate gives to them.</param>
public sealed record KnownMass(double Base, double Candidate);
