namespace EvalHarness.Pipeline.Reporting;

/// <summary>A sample on which a candidate lost quality.</summary>
/// <param name="Pair">The candidate and its baseline.</param>
/// <param name="Task">The task.</param>
/// <param name="Metric">Task and metric.</param>
/// <param name="SampleId">The sample.</param>
/// <param name="Baseline">Baseline's score.</param>
/// <param name="Candidate">Candidate's score.</param>
/// <param name="Loss">Drop in quality; greater than 0.</param>
internal sealed record LostSample(
    StoredPair Pair, string Task, string Metric, string SampleId, double Baseline, double Candidate, double Loss)
{
    /// <summary>The worst losses on a metric, worst first; equal ones in the dataset's order.</summary>
    public static IEnumerable<LostSample> Find(
        TaskEvidence evidence, StoredPair pair, Metrics.MetricDefinition metric, int count)
    {
        Dictionary<string, double> before = evidence.Scores(pair.Baseline, metric.Name)
            .Where(score => score.Value is not null)
            .ToDictionary(score => score.SampleId, score => score.Value!.Value, StringComparer.Ordinal);
        double sign = metric.HigherIsBetter ? 1 : -1;
        return evidence.Scores(pair.Candidate, metric.Name)
            .Where(score => score.Value is not null && before.ContainsKey(score.SampleId))
            .Select(score => new LostSample(
                pair,
                evidence.Task,
                $"{evidence.Task}/{metric.Name}",
                score.SampleId,
                before[score.SampleId],
                score.Value!.Value,
                sign * (before[score.SampleId] - score.Value!.Value)))
            .Where(lost => lost.Loss > 0)
            .OrderByDescending(lost => lost.Loss)
            .Take(count);
    }
}
