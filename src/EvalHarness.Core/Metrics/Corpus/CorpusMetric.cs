namespace EvalHarness.Metrics.Corpus;

/// <summary>A corpus metric that starts a tally of one kind.</summary>
internal sealed class CorpusMetric(MetricDefinition definition, Func<ICorpusTally> start) : ICorpusMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <inheritdoc/>
    public ICorpusTally Start() => start();
}
