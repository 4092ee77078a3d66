using EvalHarness.Metrics.Choices;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One document of multiple choice with its scores.</summary>
/// <param name="Id">The row's id as JSON text; its line number when it has none.</param>
/// <param name="Scores">Its scores.</param>
public sealed record ChoiceSample(string Id, ChoiceScores Scores);
