namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Text metrics of one row.</summary>
/// <param name="Id">The row's id as JSON text; its line number when it has none.</param>
/// <param name="Scores">(metrics) In the order asked for.</param>
public sealed record TextSample(string Id, IReadOnlyList<Score> Scores);
