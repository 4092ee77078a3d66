namespace EvalHarness.Judging;

/// <summary>An item that could be judged, or was drawn for it.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Stratum">Task, identical or different outputs, and length class, as one name.</param>
/// <param name="InclusionProbability">
/// Probability of being drawn, above 0 and at most 1; estimates weigh by its inverse. 1 before anything is drawn.
/// </param>
public sealed record JudgingItem(string SampleId, string Stratum, double InclusionProbability = 1);
