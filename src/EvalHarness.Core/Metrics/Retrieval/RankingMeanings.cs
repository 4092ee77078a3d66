using System.Globalization;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>One sentence per ranking measure, for help and reports.</summary>
internal static class RankingMeanings
{
    /// <summary>What the measure says of one ranking.</summary>
    public static string For(RankingMeasure measure) =>
        For(measure.Kind, measure.Cutoff?.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a kind of measure says of one ranking; the cutoff is a number or a letter.</summary>
    public static string For(RankingMeasureKind kind, string? cutoff) => kind switch
    {
        RankingMeasureKind.AveragePrecision =>
            "Average precision of the ranking (grade 1 or more is relevant); 0 to 1.",
        RankingMeasureKind.AveragePrecisionAtCutoff => $"Average precision within the first {cutoff} ranks; 0 to 1.",
        RankingMeasureKind.PrecisionAtRelevant => "Precision at R, the number of relevant documents; 0 to 1.",
        RankingMeasureKind.BinaryPreference => "Share of judged preferences that the ranking keeps; 0 to 1.",
        RankingMeasureKind.ReciprocalRank when cutoff is not null =>
            $"1/rank of the first relevant document, 0 if it is below rank {cutoff}; 0 to 1.",
        RankingMeasureKind.ReciprocalRank => "1/rank of the first relevant document, 0 without one; 0 to 1.",
        RankingMeasureKind.Precision => $"Share of relevant documents among the first {cutoff} ranks; 0 to 1.",
        RankingMeasureKind.Recall => $"Share of the relevant documents within the first {cutoff} ranks; 0 to 1.",
        RankingMeasureKind.NormalizedGain =>
            "Discounted gain of the ranking over that of the ideal order, gain = grade; 0 to 1.",
        RankingMeasureKind.NormalizedGainAtCutoff =>
            $"Discounted gain of the first {cutoff} ranks over that of the ideal order, gain = grade; 0 to 1.",
        RankingMeasureKind.Success => $"Whether a relevant document is within the first {cutoff} ranks; 0 or 1.",
        RankingMeasureKind.SetPrecision => "Share of relevant documents in the whole list; 0 to 1.",
        RankingMeasureKind.SetRecall => "Share of the relevant documents in the whole list; 0 to 1.",
        RankingMeasureKind.ExponentialGain =>
            $"Discounted gain of {Of(cutoff)} over that of the ideal order, gain = 2^grade - 1; 0 to 1.",
        RankingMeasureKind.ExpectedReciprocalRank =>
            $"Expected reciprocal rank of {Of(cutoff)}, grades up to 4, as gdeval; 0 to 1.",
        RankingMeasureKind.RankBiasedPrecision =>
            "Rank-biased precision, whose reader goes on with probability .P; 0 to 1.",
        RankingMeasureKind.Judged => $"Share of the first {cutoff} ranks that have a grade; 0 to 1.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a measure of one ranking."),
    };

    private static string Of(string? cutoff) => cutoff is null ? "the ranking" : $"the first {cutoff} ranks";
}
