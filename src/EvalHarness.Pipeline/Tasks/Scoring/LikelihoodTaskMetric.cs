using EvalHarness.Metrics.Corpus;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>A metric of the log-likelihood of one text: a target, or a whole document.</summary>
/// <param name="name">Its name.</param>
internal sealed class LikelihoodTaskMetric(string name) : IMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = TaskMetricDefinitions.Find(name);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (Missing.Find(sample, output, Definition) is { } missing)
        {
            return missing;
        }

        LogLikelihood found = output.LogLikelihoods[0];
        string counted = sample.Targets.Count > 0 ? sample.Targets[0] : "";
        double weight = name switch
        {
            "word_perplexity" => TextCounts.Words(counted),
            "byte_perplexity" or "bits_per_byte" => TextCounts.Bytes(counted),
            _ => 1,
        };
        return name switch
        {
            "acc" when found.IsGreedy is { } greedy => new(sample.Id, name, greedy ? 1 : 0),
            "acc" => Undefined("the model does not say what greedy decoding would write"),
            _ when weight == 0 => Undefined("the text is empty"),
            "bits_per_byte" => new(sample.Id, name, -found.Sum / weight / Math.Log(2), Weight: weight),
            _ => new(sample.Id, name, -found.Sum / weight, Weight: weight),
        };

        Score Undefined(string reason) =>
            FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, reason);
    }
}
