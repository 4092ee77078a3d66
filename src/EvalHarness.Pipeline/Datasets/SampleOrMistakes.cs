namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a row turned out to be.</summary>
/// <param name="Sample">The sample; <c>null</c> for a bad row.</param>
/// <param name="Mistakes">What is wrong with the row; empty for a good one.</param>
internal readonly record struct SampleOrMistakes(Sample? Sample, IReadOnlyList<InputError> Mistakes);
