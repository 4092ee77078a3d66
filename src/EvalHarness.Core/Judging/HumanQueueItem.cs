namespace EvalHarness.Judging;

/// <summary>An output on which a person must decide.</summary>
/// <param name="Task">The task.</param>
/// <param name="SampleId">The sample.</param>
/// <param name="Model">The first model that wrote this output; others may have written the same.</param>
/// <param name="Judge">The master judge that could not decide.</param>
/// <param name="Reason">Why it could not.</param>
public sealed record HumanQueueItem(string Task, string SampleId, string Model, string Judge, string Reason);
