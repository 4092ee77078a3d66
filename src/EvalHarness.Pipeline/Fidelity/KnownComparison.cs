using EvalHarness.Fidelity;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Baseline and candidate at one scored position, compared as far as both are known.</summary>
/// <param name="Divergence">What was found.</param>
/// <param name="BaseMass">Probability that the baseline gives to tokens that are known of both; 0 to 1.</param>
/// <param name="CandidateMass">The candidate's likewise.</param>
internal readonly record struct KnownComparison(TokenDivergence Divergence, double BaseMass, double CandidateMass);
