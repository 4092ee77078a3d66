namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Measures of one topic.</summary>
/// <param name="Id">The topic.</param>
/// <param name="Values">(measures) In the order of the measures.</param>
public sealed record TopicScores(string Id, IReadOnlyList<double> Values);
