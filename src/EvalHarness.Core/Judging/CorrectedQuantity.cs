namespace EvalHarness.Judging;

/// <summary>What a corrected score is a score of.</summary>
public enum CorrectedQuantity
{
    /// <summary>A model's mean grade, on the judge's scale.</summary>
    MeanGrade,

    /// <summary>Share of a model's outputs that deserve a pass, 0–1.</summary>
    PassRate,

    /// <summary>Candidate − baseline, paired, on the judge's scale.</summary>
    Difference,
}
