using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Analysis;

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
    /// <summary>The sample by every metric of the task that scored either model.</summary>
    public IReadOnlyList<JoinedScore> Scores { get; init; } = [];

    /// <summary>The worst losses on a metric, worst first; equal ones in the dataset's order.</summary>
    public static IEnumerable<LostSample> Find(
        TaskEvidence evidence, StoredPair pair, MetricDefinition metric, int count)
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
            .Take(count)
            .Select(lost => lost with { Scores = [.. Join(evidence, pair, lost.SampleId)] });
    }

    private static IEnumerable<JoinedScore> Join(TaskEvidence evidence, StoredPair pair, string sampleId)
    {
        return evidence.Metrics
            .Select(metric => new JoinedScore(
                metric.Name, ScoreOf(pair.Baseline, metric), ScoreOf(pair.Candidate, metric)))
            .Where(score => score.Baseline is not null || score.Candidate is not null);

        double? ScoreOf(StoredModel model, MetricDefinition metric) =>
            evidence.Scores(model, metric.Name).FirstOrDefault(score => score.SampleId == sampleId)?.Value;
    }
}
