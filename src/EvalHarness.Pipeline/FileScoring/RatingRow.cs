namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One item.</summary>
/// <param name="Line">Line of the file on which the row starts.</param>
/// <param name="Cells">One rating per rater, trimmed; <c>null</c> is a missing rating.</param>
internal sealed record RatingRow(long Line, IReadOnlyList<string?> Cells);
