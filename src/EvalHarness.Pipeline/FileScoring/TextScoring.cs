using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Filters;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>What to score of the texts of a file.</summary>
/// <param name="Metrics">Metrics of each row.</param>
public sealed record TextScoring(IReadOnlyList<IMetric> Metrics)
{
    /// <summary>Metrics of all rows together.</summary>
    public IReadOnlyList<ICorpusMetric> CorpusMetrics { get; init; } = [];

    /// <summary>What each prediction goes through first; <c>null</c> to score it as it is.</summary>
    public FilterPipeline? Filter { get; init; }

    /// <summary>Every row's scores are kept, not only their means.</summary>
    public bool KeepsSamples { get; init; }
}
