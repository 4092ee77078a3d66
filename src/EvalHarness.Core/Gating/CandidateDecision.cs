namespace EvalHarness.Gating;

/// <summary>The decision on one candidate: its worst gate.</summary>
/// <param name="Candidate">The candidate model.</param>
/// <param name="Decision">Ship, hold or inconclusive.</param>
/// <param name="Reason">One sentence naming the gates that decided.</param>
public sealed record CandidateDecision(string Candidate, ReleaseDecision Decision, string Reason);
