namespace EvalHarness.Metrics.Filters;

/// <summary>
/// A metric on the answers that an extraction finds, in outputs and targets alike; an output without one lacks the form
/// that was asked for.
/// </summary>
/// <param name="inner">Scores what was found.</param>
/// <param name="extraction">Finds answers.</param>
public sealed class ExtractingMetric(IMetric inner, AnswerExtraction extraction) : IMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition => inner.Definition;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(output);
        if (ScoreFaults.For(output) is not null)
        {
            return inner.Score(sample, output);
        }

        try
        {
            return extraction.Find(output.Text) is { } answer
                ? inner.Score(
                    sample with
                    {
                        Targets = [.. sample.Targets.Select(target => extraction.Find(target) ?? target)],
                    },
                    output with { Text = answer })
                : FaultyScore.Create(
                    sample, Definition, ScoreFault.InvalidFormat, "the output holds no answer that \"extract\" finds");
        }
        catch (FilterException failure)
        {
            return FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, failure.Message);
        }
    }
}
