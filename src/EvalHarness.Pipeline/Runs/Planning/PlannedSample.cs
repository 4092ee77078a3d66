namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A sample and its place in the dataset.</summary>
/// <param name="Ordinal">Position from 0.</param>
/// <param name="Sample">The sample.</param>
internal sealed record PlannedSample(int Ordinal, Sample Sample);
