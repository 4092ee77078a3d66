using EvalHarness.Metrics.Corpus;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>A metric of all rows of a file together.</summary>
/// <param name="Metric">What was scored.</param>
/// <param name="Estimate">Its value with an interval.</param>
/// <param name="Scored">Rows that it rests on.</param>
/// <param name="Signature">How it was computed, in sacreBLEU's form; <c>null</c> where that has no such metric.</param>
public sealed record CorpusSummary(MetricDefinition Metric, CorpusEstimate Estimate, int Scored, string? Signature);
