using EvalHarness.Metrics.Choices;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>A metric of multiple choice, of the log-likelihoods of a sample's choices.</summary>
/// <param name="name">Its name.</param>
internal sealed class ChoiceTaskMetric(string name) : IMetric
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

        int count = sample.Choices.Count;
        double[] sums = [.. output.LogLikelihoods.Select(found => found.Sum)];
        bool[] greedy = [.. output.LogLikelihoods.Take(count).Select(found => found.IsGreedy == true)];
        ChoiceSet set = new(
            sample.Choices, sample.RightChoices, sums[..count],
            output.LogLikelihoods.Take(count).All(found => found.IsGreedy is not null) ? greedy : null,
            sums.Length == 2 * count ? sums[count..] : null)
        {
            HasSeveralGolds = sample.HasSeveralRightChoices,
        };
        double? value = name == "mc2" ? Mass(set) : ChoiceScores.From(set).Find(name);
        return value is { } number && double.IsFinite(number)
            ? new(sample.Id, name, number)
            : FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined,
                "the metric has no finite value for these log-likelihoods");
    }

    // As the task's authors have it, without a shift: where all is too unlikely, there is no share.
    private static double Mass(ChoiceSet set)
    {
        double[] likelihoods = [.. set.LogLikelihoods.Select(Math.Exp)];
        return set.Golds.Where(gold => gold >= 0).Sum(gold => likelihoods[gold]) / likelihoods.Sum();
    }
}
