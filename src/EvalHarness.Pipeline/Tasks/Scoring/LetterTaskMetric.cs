using EvalHarness.Metrics;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>
/// A metric of multiple choice where the models write the letter of their choice. Only whether it is right can be told;
/// what needs the choices' log-likelihoods has no value.
/// </summary>
/// <param name="name">Its name.</param>
internal sealed class LetterTaskMetric(string name) : IMetric
{
    private const string Accuracy = "acc";
    private static readonly IMetric s_choice = MetricCatalog.Parse("choice");

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = TaskMetricDefinitions.Find(name);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return name == Accuracy
            ? s_choice.Score(sample, output) with { Metric = name }
            : FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined,
                "the models give no log-likelihoods: they answered the letter");
    }
}
