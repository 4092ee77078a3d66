using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>Collects the answers of one model to samples that are asked several times.</summary>
/// <param name="metrics">What is measured of them.</param>
internal sealed class RepeatedAnswers(IReadOnlyList<RepeatedMetric> metrics)
{
    private readonly OrderedDictionary<string, SortedDictionary<int, OutputRow>> _answers = new(StringComparer.Ordinal);

    /// <summary>Counts an answer.</summary>
    public void Add(OutputRow row)
    {
        (string sample, int repeat) = RepeatedId.Split(row.Output.SampleId);
        if (!_answers.TryGetValue(sample, out SortedDictionary<int, OutputRow>? answers))
        {
            _answers.Add(sample, answers = []);
        }

        answers[repeat] = row;
    }

    /// <summary>Every metric's score of every sample, by the samples' own ids.</summary>
    public IEnumerable<Score> Scores() =>
        from sample in _answers
        from metric in metrics
        select metric.Score(sample.Key, [.. sample.Value.Values.Select(row => (
            row.Scores.FirstOrDefault(score => score.Metric == metric.Inner)
                ?? new Score(row.Output.SampleId, metric.Inner, null, "the answer was not scored"),
            row.Output.Text))]);
}
