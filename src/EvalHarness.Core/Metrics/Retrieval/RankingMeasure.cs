using System.Globalization;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>A measure of a ranking, with its cutoff.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="Cutoff">Last rank looked at, at least 1; <c>null</c> for measures of the whole list.</param>
/// <param name="Level">Recall of an interpolated precision, or persistence of a rank-biased one, 0–1; <c>null</c>
/// elsewhere.</param>
public sealed record RankingMeasure(RankingMeasureKind Kind, int? Cutoff = null, double? Level = null)
{
    // What trec_eval puts for an average precision of 0, which has no logarithm.
    private const double LeastAveragePrecision = 0.00001;

    /// <summary>Name in trec_eval's output: <c>map</c>, <c>P_5</c>, <c>ndcg_cut_10</c>.</summary>
    public string TrecName => Kind switch
    {
        RankingMeasureKind.InterpolatedPrecision =>
            string.Create(CultureInfo.InvariantCulture, $"iprec_at_recall_{Level:F2}"),
        RankingMeasureKind.RankBiasedPrecision =>
            string.Create(CultureInfo.InvariantCulture, $"{Family}.{Level * 100:00}"),
        _ when Cutoff is { } cutoff => string.Create(CultureInfo.InvariantCulture, $"{Family}_{cutoff}"),
        _ => Family,
    };

    /// <summary>Counts are added over topics and shown without decimals; everything else is averaged.</summary>
    public bool IsCount => Kind is RankingMeasureKind.Topics or RankingMeasureKind.Retrieved
        or RankingMeasureKind.Relevant or RankingMeasureKind.RelevantRetrieved;

    /// <summary>Has a value for a single topic.</summary>
    public bool IsPerTopic => Kind is not (RankingMeasureKind.RunId or RankingMeasureKind.Topics
        or RankingMeasureKind.GeometricAveragePrecision);

    internal string Family => RankingMeasureNames.Family(Kind);

    /// <summary>The measure of one topic.</summary>
    /// <returns>On the measure's own scale; for the geometric mean, the logarithm that is averaged.</returns>
    public double Compute(in JudgedRanking ranking) => Kind switch
    {
        RankingMeasureKind.Retrieved => ranking.Grades.Length,
        RankingMeasureKind.Relevant => ranking.Relevant,
        RankingMeasureKind.RelevantRetrieved => ranking.RelevantRetrieved,
        RankingMeasureKind.AveragePrecision => RankingFormulas.AveragePrecision(ranking),
        RankingMeasureKind.GeometricAveragePrecision =>
            Math.Log(Math.Max(RankingFormulas.AveragePrecision(ranking), LeastAveragePrecision)),
        RankingMeasureKind.PrecisionAtRelevant => RankingFormulas.PrecisionAtRelevant(ranking),
        RankingMeasureKind.BinaryPreference => RankingFormulas.BinaryPreference(ranking),
        RankingMeasureKind.ReciprocalRank => RankingFormulas.ReciprocalRank(ranking, Depth),
        RankingMeasureKind.InterpolatedPrecision =>
            RankingFormulas.InterpolatedPrecision(ranking, Level.GetValueOrDefault()),
        RankingMeasureKind.Precision => RankingFormulas.Precision(ranking, Depth),
        RankingMeasureKind.Recall => RankingFormulas.Recall(ranking, Depth),
        RankingMeasureKind.NormalizedGain => RankingFormulas.NormalizedGain(ranking),
        RankingMeasureKind.NormalizedGainAtCutoff => RankingFormulas.NormalizedGain(ranking, Depth),
        RankingMeasureKind.AveragePrecisionAtCutoff => RankingFormulas.AveragePrecision(ranking, Depth),
        RankingMeasureKind.Success => RankingFormulas.Success(ranking, Depth),
        RankingMeasureKind.SetPrecision => RankingFormulas.SetPrecision(ranking),
        RankingMeasureKind.SetRecall => RankingFormulas.SetRecall(ranking),
        RankingMeasureKind.ExponentialGain => GainFormulas.ExponentialGain(ranking, Depth),
        RankingMeasureKind.ExpectedReciprocalRank => GainFormulas.ExpectedReciprocalRank(ranking, Depth),
        RankingMeasureKind.RankBiasedPrecision =>
            GainFormulas.RankBiasedPrecision(ranking, Level.GetValueOrDefault()),
        RankingMeasureKind.Judged => GainFormulas.Judged(ranking, Depth),
        _ => 0,
    };

    /// <summary>The measure over topics, from the sum of its values.</summary>
    /// <param name="sum">Σ of <see cref="Compute"/> over the topics evaluated.</param>
    /// <param name="evaluated">Topics with both judgements and a ranking.</param>
    /// <param name="averagedOver">Topics to average over, at least <paramref name="evaluated"/>.</param>
    public double Aggregate(double sum, int evaluated, int averagedOver) => Kind switch
    {
        RankingMeasureKind.Topics => averagedOver,
        RankingMeasureKind.GeometricAveragePrecision =>
            Math.Exp((sum + ((averagedOver - evaluated) * Math.Log(LeastAveragePrecision))) / averagedOver),
        _ when IsCount => sum,
        _ => sum / averagedOver,
    };

    private int Depth => Cutoff ?? int.MaxValue;
}
