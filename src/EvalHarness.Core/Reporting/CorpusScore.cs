using EvalHarness.Metrics.Corpus;

namespace EvalHarness.Reporting;

/// <summary>A metric of all outputs of a model in a task together, which is no mean over them.</summary>
/// <param name="Model">The model.</param>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="IsHigherBetter">Whether more is better.</param>
/// <param name="Estimate">Its value with an interval.</param>
/// <param name="Change">
/// Change in quality against the baseline (positive is better) over the samples that both have; <c>null</c> for a
/// baseline.
/// </param>
/// <param name="Scored">Outputs that it rests on; those without an answer count as empty texts.</param>
/// <param name="Missing">Outputs left out: errors, and samples without a reference.</param>
/// <param name="Signature">
/// How it was computed, in sacreBLEU's form; <c>null</c> where that program has no such metric.
/// </param>
public sealed record CorpusScore(
    string Model,
    string Metric,
    bool IsHigherBetter,
    CorpusEstimate Estimate,
    CorpusEstimate? Change,
    int Scored,
    int Missing,
    string? Signature);
