using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// What texts of known grade make of a judge's mean difference. Bounds join the reach of the judged bounds, scaled,
/// and that of the labels as independent parts (the method of variance estimates recovery, Zou and Donner, 2008), so
/// that skewed and "nothing seen" bounds keep their shape.
/// </summary>
/// <param name="Method">How the difference was corrected, in words.</param>
/// <param name="Estimate">Corrected candidate − baseline, on the judge's scale.</param>
/// <param name="Scale">Weight of the judged difference's own uncertainty; 0 when the labels carry all of it.</param>
/// <param name="LabelError">Standard error that comes from the labels.</param>
public sealed record DifferenceCorrection(string Method, double Estimate, double Scale, double LabelError)
{
    /// <summary>
    /// Divides by the slope of the judge: Δ/b, with |Δ|·SE_b/b² from the labels. For labels drawn by grade.
    /// </summary>
    /// <param name="difference">The judge's mean difference.</param>
    /// <param name="line">The judge's line; its slope is positive.</param>
    public static DifferenceCorrection ByLine(double difference, MeasurementLine line) => new(
        FormattableString.Invariant(
            $"measurement line of slope {line.Slope:0.###} from {line.Labels} labels drawn by class"),
        difference / line.Slope,
        1 / line.Slope,
        Math.Abs(difference) * Math.Sqrt(line.SlopeVariance) / (line.Slope * line.Slope));

    /// <summary>
    /// The prediction-powered difference of the pairs whose outputs differ, times their share p; equal outputs differ
    /// by 0. SE² = p²·SE² + p(1 − p)·θ²/n. For labels drawn at random.
    /// </summary>
    /// <param name="mean">Corrected mean difference of the pairs whose outputs differ.</param>
    /// <param name="share">p, 0–1.</param>
    /// <param name="samples">n: samples that the share was seen on.</param>
    /// <param name="labels">Pairs with two known grades.</param>
    public static DifferenceCorrection ByLabels(CorrectedMean mean, double share, int samples, int labels) => new(
        FormattableString.Invariant($"PPI++ from {labels} labelled pairs drawn at random")
            + (mean.HasTooFewLabels ? ", too few to choose its weight" : ""),
        share * mean.Estimate,
        0,
        Math.Sqrt((share * share * mean.StandardError * mean.StandardError)
            + (share * (1 - share) * mean.Estimate * mean.Estimate / samples)));

    /// <summary>Standard error of the corrected difference.</summary>
    /// <param name="standardError">That of the judge's mean difference.</param>
    public double ErrorOf(double standardError) => Length(Scale * standardError, LabelError);

    /// <summary>Corrected bounds.</summary>
    /// <param name="difference">The judge's mean difference.</param>
    /// <param name="bounds">Its bounds.</param>
    /// <param name="twoSided">Their two-sided level, between 0 and 1.</param>
    internal Interval Correct(double difference, Interval bounds, double twoSided)
    {
        double labels = NormalQuantile.TwoSided(twoSided) * LabelError;
        return new(
            Estimate - Length(Scale * (difference - bounds.Low), labels),
            Estimate + Length(Scale * (bounds.High - difference), labels));
    }

    private static double Length(double judged, double labels) => Math.Sqrt((judged * judged) + (labels * labels));
}
