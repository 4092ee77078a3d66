namespace EvalHarness.Judging;

/// <summary>An item that could be judged.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Stratum">Task, identical or different outputs, and length class, as one name.</param>
public sealed record JudgingItem(string SampleId, string Stratum);
