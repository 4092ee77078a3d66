namespace EvalHarness.Statistics;

/// <summary>
/// Prediction-powered inference of a mean: few labels correct the judge's scores of many items (PPI and PPI++,
/// Angelopoulos, Duchi and Zrnic, arXiv 2311.01453). Labelled and judged items must be random draws from one
/// population; labels enriched by class need <see cref="RoganGladen"/> or strata instead.
/// </summary>
public static class PredictionPoweredInference
{
    /// <summary>Labels of the rarer class below which the weight is not chosen by the data.</summary>
    public const int FewLabels = 10;

    /// <summary>
    /// θ = λ·mean(f̃) + mean(Y − λf), SE² = λ²·Var(f̃)/N + Var(Y − λf)/n with population variances.
    /// </summary>
    /// <param name="labels">Y: the labels; at least one.</param>
    /// <param name="judgedLabelled">f: the judge's scores of the same items in the same order.</param>
    /// <param name="judgedUnlabelled">f̃: the judge's scores of further items; at least one.</param>
    /// <param name="lambda">λ, 0 to 1.</param>
    public static CorrectedMean Mean(
        ReadOnlySpan<double> labels,
        ReadOnlySpan<double> judgedLabelled,
        ReadOnlySpan<double> judgedUnlabelled,
        double lambda)
    {
        ThrowUnlessUsable(labels, judgedLabelled, judgedUnlabelled);
        ArgumentOutOfRangeException.ThrowIfNegative(lambda);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lambda, 1);
        Moments judged = Moments.From(judgedUnlabelled);
        Moments rectifier = default;
        for (int i = 0; i < labels.Length; i++)
        {
            rectifier = rectifier.Add(labels[i] - (lambda * judgedLabelled[i]));
        }

        double variance = (lambda * lambda * judged.PopulationVariance!.Value / judged.Count)
            + (rectifier.PopulationVariance!.Value / rectifier.Count);
        return new((lambda * judged.Mean) + rectifier.Mean, Math.Sqrt(variance), lambda);
    }

    /// <summary>
    /// PPI++: the weight with the smallest variance, λ* = Cov(Y, f)/((1 + n/N)·Var(all judged)), cut to 0–1 (Cov with
    /// divisor n, Var with divisor n − 1). With fewer than <see cref="FewLabels"/> labels of the rarer class (or in
    /// all, for graded labels) the weight is 1 and the result says so.
    /// </summary>
    public static CorrectedMean PlusPlus(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> judgedLabelled, ReadOnlySpan<double> judgedUnlabelled)
    {
        bool few = RarerClass(labels) < FewLabels;
        double lambda = few ? 1 : OptimalLambda(labels, judgedLabelled, judgedUnlabelled);
        return Mean(labels, judgedLabelled, judgedUnlabelled, lambda) with { HasTooFewLabels = few };
    }

    /// <summary>λ* whatever the number of labels; 0 when the judge's scores do not vary.</summary>
    public static double OptimalLambda(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> judgedLabelled, ReadOnlySpan<double> judgedUnlabelled)
    {
        ThrowUnlessUsable(labels, judgedLabelled, judgedUnlabelled);
        Moments labelled = Moments.From(judgedLabelled);
        double meanLabel = Moments.From(labels).Mean;
        double covariance = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            covariance += (labels[i] - meanLabel) * (judgedLabelled[i] - labelled.Mean);
        }

        covariance /= labels.Length;
        double pooled = labelled.Combine(Moments.From(judgedUnlabelled)).SampleVariance!.Value;
        double scale = (1 + ((double)labels.Length / judgedUnlabelled.Length)) * pooled;
        return scale > 0 ? Math.Clamp(covariance / scale, 0, 1) : 0;
    }

    /// <summary>θ = ΣW_h·θ_h, SE² = ΣW_h²·SE_h² over strata.</summary>
    /// <param name="strata">Share of the population (summing to 1) and estimate of each stratum.</param>
    /// <exception cref="ArgumentException">The shares are negative or do not sum to 1.</exception>
    public static CorrectedMean Stratified(IReadOnlyList<(double Share, CorrectedMean Mean)> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        if (strata.Any(stratum => !(stratum.Share >= 0)) || Math.Abs(strata.Sum(stratum => stratum.Share) - 1) > 1e-9)
        {
            throw new ArgumentException("Shares of strata are not negative and sum to 1.", nameof(strata));
        }

        double estimate = strata.Sum(stratum => stratum.Share * stratum.Mean.Estimate);
        double variance = strata.Sum(stratum => Square(stratum.Share * stratum.Mean.StandardError));
        return new(estimate, Math.Sqrt(variance), null, strata.Any(stratum => stratum.Mean.HasTooFewLabels));
    }

    // Graded labels have no rarer class: all of them count.
    private static int RarerClass(ReadOnlySpan<double> labels)
    {
        int ones = labels.Count(1.0);
        int zeros = labels.Count(0.0);
        return ones + zeros == labels.Length ? Math.Min(ones, zeros) : labels.Length;
    }

    private static double Square(double value) => value * value;

    private static void ThrowUnlessUsable(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> judgedLabelled, ReadOnlySpan<double> judgedUnlabelled)
    {
        ArgumentOutOfRangeException.ThrowIfZero(labels.Length);
        ArgumentOutOfRangeException.ThrowIfZero(judgedUnlabelled.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(judgedLabelled.Length, labels.Length);
    }
}
