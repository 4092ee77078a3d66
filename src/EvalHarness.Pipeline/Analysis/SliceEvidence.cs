using EvalHarness.Fidelity;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>
/// Joins, sample by sample, what a task's metrics, token fidelity and judges say of one candidate: where it lost, and
/// whether its distributions strayed there.
/// </summary>
/// <param name="evidence">All scores of the task.</param>
/// <param name="pair">The candidate and its baseline.</param>
/// <param name="groups">Group by sample id.</param>
internal sealed class SliceEvidence(
    TaskEvidence evidence, StoredPair pair, IReadOnlyDictionary<string, string?> groups)
{
    private readonly IReadOnlyDictionary<string, double> _divergences =
        Values(evidence.Scores(pair.Candidate, OutputFidelity.DivergenceMetric));

    /// <summary>The changes by slice on some metrics, worst first within each.</summary>
    public IEnumerable<SliceChange> Changes(
        IReadOnlyList<MetricDefinition> metrics,
        IReadOnlyDictionary<string, SampleTraits> samples,
        double confidence,
        long seed)
    {
        SliceComparison comparison = new(pair.Candidate.Label, evidence.Task, groups);
        Slice[] slices =
        [
            .. SliceDimensions.FromTags(samples),
            .. SliceDimensions.FromLengths(samples),
            .. SliceDimensions.FromDivergence(_divergences),
        ];
        return metrics.SelectMany(metric => comparison.Compare(
            metric,
            evidence.Scores(pair.Baseline, metric.Name),
            evidence.Scores(pair.Candidate, metric.Name),
            slices,
            [.. evidence.Metrics.Where(IsJoined).Select(Join)],
            confidence,
            seed));
    }

    /// <summary>How divergence and loss go together, by metric; empty where no output was read.</summary>
    public IEnumerable<DivergenceLink> Links(IReadOnlyList<MetricDefinition> metrics) =>
        metrics.Select(metric => DivergenceLink.From(
            pair.Candidate.Label, $"{evidence.Task}/{metric.Name}", Changes(metric), _divergences))
            .OfType<DivergenceLink>();

    private static bool IsJoined(MetricDefinition metric) =>
        metric.Name.StartsWith("judge:", StringComparison.Ordinal) || OutputFidelity.Metrics.Contains(metric);

    private JoinedScores Join(MetricDefinition metric) => new(
        metric, evidence.Scores(pair.Baseline, metric.Name), evidence.Scores(pair.Candidate, metric.Name));

    private Dictionary<string, double> Changes(MetricDefinition metric)
    {
        Dictionary<string, double> before = Values(evidence.Scores(pair.Baseline, metric.Name));
        int sign = metric.HigherIsBetter ? 1 : -1;
        return Values(evidence.Scores(pair.Candidate, metric.Name))
            .Where(after => before.ContainsKey(after.Key))
            .ToDictionary(
                after => after.Key, after => sign * (after.Value - before[after.Key]), StringComparer.Ordinal);
    }

    private static Dictionary<string, double> Values(IEnumerable<Score> scores) => scores
        .Where(score => score.Value is { } value && double.IsFinite(value))
        .ToDictionary(score => score.SampleId, score => score.Value!.Value, StringComparer.Ordinal);
}
