using EvalHarness.Metrics.Filters;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>A metric of a written answer, behind a task's filters.</summary>
/// <param name="name">Its name.</param>
/// <param name="filters">What is done with the answer first.</param>
/// <param name="score">Scores what the filters leave.</param>
/// <param name="until">Texts that end the answer.</param>
internal sealed class AnswerTaskMetric(
    string name, FilterPipeline filters, Func<string, Sample, Score> score, IReadOnlyList<string> until) : IMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = TaskMetricDefinitions.Find(name);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ScoreFault? fault = ScoreFaults.For(output);
        if (fault is { } found && found != ScoreFault.Empty)
        {
            return FaultyScore.Create(sample, Definition, found, ScoreFaults.Describe(found, output));
        }

        if (sample.Targets.Count == 0)
        {
            return FaultyScore.Create(sample, Definition, ScoreFault.LabelMissing, "the sample has no target");
        }

        try
        {
            return score(filters.Extract([StopTexts.Cut(output.Text, until)], sample.Choices), sample);
        }
        catch (FilterException failure)
        {
            return FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, failure.Message);
        }
    }
}
