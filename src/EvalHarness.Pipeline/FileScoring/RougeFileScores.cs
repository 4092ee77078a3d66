using EvalHarness.Metrics.Rouge;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>ROUGE of a file.</summary>
/// <param name="Types">What was scored.</param>
/// <param name="Count">Rows scored; at least 1.</param>
/// <param name="Means">(types) Means of precision, recall and F-measure over the rows.</param>
/// <param name="Samples">Each row, in file order; empty unless asked for.</param>
public sealed record RougeFileScores(
    IReadOnlyList<RougeType> Types, int Count, IReadOnlyList<RougeScore> Means, IReadOnlyList<RougeSample> Samples);
