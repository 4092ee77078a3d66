using EvalHarness.Metrics.Rouge;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>ROUGE of one row.</summary>
/// <param name="Id">The row's id as JSON text; its line number when it has none.</param>
/// <param name="Scores">(types) In the order asked for.</param>
public sealed record RougeSample(string Id, IReadOnlyList<RougeScore> Scores);
