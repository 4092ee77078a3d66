namespace EvalHarness.Statistics;

/// <summary>A judge's mean score corrected by labels, with its uncertainty.</summary>
/// <param name="Estimate">Corrected mean, on the scale of the labels.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
/// <param name="Lambda">Weight of the judged items: 0 labels only, 1 classic PPI; <c>null</c> over strata.</param>
/// <param name="HasTooFewLabels">The labels were too few to choose the weight by them, so it is 1.</param>
public readonly record struct CorrectedMean(
    double Estimate, double StandardError, double? Lambda, bool HasTooFewLabels = false)
{
    /// <summary>Estimate ± z·SE; not cut at the ends of the scale.</summary>
    public Interval Interval(double confidence = 0.95) =>
        Statistics.Interval.Normal(Estimate, StandardError, confidence);
}
