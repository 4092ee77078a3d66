namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// A value of many outputs together that is no mean over them: BLEU, TER, F1. Implementations are thread-safe.
/// </summary>
public interface ICorpusMetric
{
    /// <summary>Name, direction and scale.</summary>
    MetricDefinition Definition { get; }

    /// <summary>An empty corpus to add outputs to.</summary>
    ICorpusTally Start();
}
