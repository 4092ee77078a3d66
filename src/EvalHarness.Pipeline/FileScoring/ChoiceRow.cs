using EvalHarness.Metrics.Choices;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>A document of multiple choice, as read from one line.</summary>
/// <param name="Id">The row's id as JSON text; its line number when it has none.</param>
/// <param name="HasId">The row has an id of its own.</param>
/// <param name="Set">What is scored.</param>
internal sealed record ChoiceRow(string Id, bool HasId, ChoiceSet Set);
