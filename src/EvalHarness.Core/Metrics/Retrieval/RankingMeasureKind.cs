namespace EvalHarness.Metrics.Retrieval;

/// <summary>What a ranking measure counts, in the order in which trec_eval prints.</summary>
public enum RankingMeasureKind
{
    /// <summary>Tag of the run, a text.</summary>
    RunId,

    /// <summary>Topics averaged over.</summary>
    Topics,

    /// <summary>Documents retrieved.</summary>
    Retrieved,

    /// <summary>Relevant documents.</summary>
    Relevant,

    /// <summary>Relevant documents retrieved.</summary>
    RelevantRetrieved,

    /// <summary>Average precision.</summary>
    AveragePrecision,

    /// <summary>Average precision, with the geometric mean over topics.</summary>
    GeometricAveragePrecision,

    /// <summary>Precision at R.</summary>
    PrecisionAtRelevant,

    /// <summary>Binary preference.</summary>
    BinaryPreference,

    /// <summary>Reciprocal rank of the first relevant document.</summary>
    ReciprocalRank,

    /// <summary>Interpolated precision at a recall.</summary>
    InterpolatedPrecision,

    /// <summary>Precision at a cutoff.</summary>
    Precision,

    /// <summary>Recall at a cutoff.</summary>
    Recall,

    /// <summary>Normalized discounted cumulative gain of the whole list.</summary>
    NormalizedGain,

    /// <summary>Normalized discounted cumulative gain at a cutoff.</summary>
    NormalizedGainAtCutoff,

    /// <summary>Average precision at a cutoff.</summary>
    AveragePrecisionAtCutoff,

    /// <summary>A relevant document within a cutoff.</summary>
    Success,

    /// <summary>Precision of the whole list.</summary>
    SetPrecision,

    /// <summary>Recall of the whole list.</summary>
    SetRecall,

    /// <summary>
    /// Normalized discounted cumulative gain with gain 2^grade − 1, of the whole list or at a cutoff.
    /// </summary>
    ExponentialGain,

    /// <summary>Expected reciprocal rank, of the whole list or at a cutoff.</summary>
    ExpectedReciprocalRank,

    /// <summary>Rank-biased precision with a persistence.</summary>
    RankBiasedPrecision,

    /// <summary>Share of documents within a cutoff that have a grade.</summary>
    Judged,
}
