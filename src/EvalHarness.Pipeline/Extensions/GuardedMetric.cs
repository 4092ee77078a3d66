namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// A metric of an assembly under its name in the configuration; a failure of its code is a missing score.
/// </summary>
/// <param name="definition">Its name and how its values are to be read.</param>
/// <param name="inner">The metric.</param>
/// <param name="sha256">SHA-256 of the assembly.</param>
internal sealed class GuardedMetric(MetricDefinition definition, IMetric inner, string sha256) : ICustomMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <inheritdoc/>
    public string Sha256 => sha256;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        try
        {
            Score score = inner.Score(sample, output) with { SampleId = sample.Id, Metric = definition.Name };
            return CustomScore.Check(score, definition);
        }
        catch (Exception failure)
        {
            return CustomScore.Missing(sample, definition, $"the metric failed: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();
}
