namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Text metrics of a file.</summary>
/// <param name="Metrics">What was scored.</param>
/// <param name="Count">Rows read; at least 1.</param>
/// <param name="Summaries">(metrics) Mean over the scored rows, and how many there are.</param>
/// <param name="Samples">Each row, in file order; empty unless asked for.</param>
public sealed record TextFileScores(
    IReadOnlyList<MetricDefinition> Metrics,
    int Count,
    IReadOnlyList<TextMetricSummary> Summaries,
    IReadOnlyList<TextSample> Samples)
{
    /// <summary>Metrics of all rows together; empty unless asked for.</summary>
    public IReadOnlyList<CorpusSummary> Corpora { get; init; } = [];
}
