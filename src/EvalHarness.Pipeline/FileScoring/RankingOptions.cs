using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>How a run is scored.</summary>
public sealed record RankingOptions
{
    /// <summary>What to measure; results come in trec_eval's order whatever the order here.</summary>
    public IReadOnlyList<RankingMeasure> Measures { get; init; } = RankingMeasureNames.Official;

    /// <summary>Average over all judged topics, those that the run leaves out scoring 0 (trec_eval's -c).</summary>
    public bool AllTopics { get; init; }

    /// <summary>Least grade that counts as relevant, at least 0 (trec_eval's -l).</summary>
    public int RelevanceLevel { get; init; } = 1;

    /// <summary>Drop documents without a grade from the ranking first (trec_eval's -J).</summary>
    public bool JudgedOnly { get; init; }

    /// <summary>Documents looked at per topic, at least 1 (trec_eval's -M).</summary>
    public int MaxDocuments { get; init; } = int.MaxValue;
}
