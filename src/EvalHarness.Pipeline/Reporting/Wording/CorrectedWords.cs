using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Corrected scores in words and in the digits of their quantity.</summary>
internal static class CorrectedWords
{
    /// <summary>Machine word: <c>mean_grade</c>, <c>pass_rate</c> or <c>difference</c>.</summary>
    public static string Key(CorrectedQuantity quantity) => quantity switch
    {
        CorrectedQuantity.MeanGrade => "mean_grade",
        CorrectedQuantity.PassRate => "pass_rate",
        _ => "difference",
    };

    /// <summary>What is estimated, for a reader.</summary>
    public static string Plain(CorrectedQuantity quantity) => quantity switch
    {
        CorrectedQuantity.MeanGrade => "mean grade",
        CorrectedQuantity.PassRate => "pass rate",
        _ => "change from the baseline",
    };

    /// <summary>The judge's own value.</summary>
    public static string Raw(CorrectedScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return Value(score.Quantity, score.Raw);
    }

    /// <summary>The corrected value.</summary>
    public static string Estimate(CorrectedScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return Value(score.Quantity, score.Estimate);
    }

    /// <summary>The interval of the corrected value.</summary>
    public static string Interval(CorrectedScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return score.Quantity switch
        {
            CorrectedQuantity.MeanGrade => ReportNumbers.Range(score.Low, score.High),
            CorrectedQuantity.PassRate => ReportNumbers.PercentRange(score.Low, score.High),
            _ => ReportNumbers.Interval(score.Low, score.High),
        };
    }

    private static string Value(CorrectedQuantity quantity, double? value) => quantity switch
    {
        CorrectedQuantity.MeanGrade => ReportNumbers.Coefficient(value),
        CorrectedQuantity.PassRate => ReportNumbers.Percent(value),
        _ => ReportNumbers.Difference(value),
    };
}
