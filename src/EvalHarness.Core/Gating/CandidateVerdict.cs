namespace EvalHarness.Gating;

/// <summary>The verdict on one candidate: its worst gate.</summary>
/// <param name="Candidate">The candidate model.</param>
/// <param name="Verdict">Ship, hold or inconclusive.</param>
/// <param name="Reason">One sentence naming the gates that decided.</param>
public sealed record CandidateVerdict(string Candidate, ShipVerdict Verdict, string Reason);
