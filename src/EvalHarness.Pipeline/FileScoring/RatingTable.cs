namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Ratings as read: one row per item, one cell per rater.</summary>
/// <param name="Path">The file.</param>
/// <param name="Raters">Names of the raters, in the order asked for.</param>
/// <param name="Rows">Items in the order of the file.</param>
internal sealed record RatingTable(string Path, IReadOnlyList<string> Raters, IReadOnlyList<RatingRow> Rows);
