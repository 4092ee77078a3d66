namespace EvalHarness.Statistics;

/// <summary>
/// How a judge's score depends on the true grade, score = a + b·grade, fitted by least squares to texts of known
/// grade: the graded form of <see cref="RoganGladen"/>. With grades 0 and 1, a is 1 − q0 and b is Youden's J, and the
/// corrected mean with its standard error is Rogan and Gladen's. Texts may be drawn by grade: the line describes the
/// judge given the grade, not how often a grade occurs. It supposes that the judge errs in the same way on the outputs
/// as on the known texts, and about evenly over the scale.
/// </summary>
/// <param name="Intercept">a, on the judge's scale.</param>
/// <param name="Slope">b; 1 for a judge that spreads grades as they are, below 1 for one that flattens them.</param>
/// <param name="InterceptVariance">Variance of a, robust to unequal spread (White, 1980).</param>
/// <param name="SlopeVariance">Variance of b, likewise.</param>
/// <param name="Covariance">Covariance of a and b, likewise.</param>
/// <param name="Labels">Labelled texts.</param>
public readonly record struct MeasurementLine(
    double Intercept,
    double Slope,
    double InterceptVariance,
    double SlopeVariance,
    double Covariance,
    int Labels)
{
    /// <summary>Fits the line; <c>null</c> with fewer than three texts or only one labelled grade.</summary>
    /// <param name="known">Labelled grade of each text.</param>
    /// <param name="judged">The judge's score of the same texts in the same order.</param>
    public static MeasurementLine? From(ReadOnlySpan<double> known, ReadOnlySpan<double> judged)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(judged.Length, known.Length);
        Moments grades = Moments.From(known);
        if (known.Length < 3 || !(grades.PopulationVariance > 0))
        {
            return null;
        }

        double squares = grades.PopulationVariance!.Value * known.Length;
        double slope = 0;
        for (int i = 0; i < known.Length; i++)
        {
            slope += (known[i] - grades.Mean) * judged[i] / squares;
        }

        double intercept = Moments.From(judged).Mean - (slope * grades.Mean);
        double interceptVariance = 0;
        double slopeVariance = 0;
        double covariance = 0;
        for (int i = 0; i < known.Length; i++)
        {
            // Each text's share in b and in a, times its own squared residual.
            double residual = judged[i] - intercept - (slope * known[i]);
            double inSlope = (known[i] - grades.Mean) / squares;
            double inIntercept = (1.0 / known.Length) - (grades.Mean * inSlope);
            slopeVariance += inSlope * inSlope * residual * residual;
            interceptVariance += inIntercept * inIntercept * residual * residual;
            covariance += inSlope * inIntercept * residual * residual;
        }

        return new(intercept, slope, interceptVariance, slopeVariance, covariance, known.Length);
    }

    /// <summary>The lower bound of the slope is above 0: the judge is shown to tell good from bad.</summary>
    /// <param name="confidence">Two-sided, between 0 and 1.</param>
    public bool TellsApart(double confidence = 0.95) =>
        Slope - (NormalQuantile.TwoSided(confidence) * Math.Sqrt(SlopeVariance)) > 0;

    /// <summary>
    /// The mean grade behind a mean score: θ = (score − a)/b, SE² = (SE_score² + Var a + θ²·Var b + 2θ·Cov)/b².
    /// Divides by the slope: ask <see cref="TellsApart"/> first.
    /// </summary>
    public CorrectedMean Correct(double meanScore, double standardError)
    {
        double grade = (meanScore - Intercept) / Slope;
        double variance = (standardError * standardError)
            + InterceptVariance + (grade * grade * SlopeVariance) + (2 * grade * Covariance);
        return new(grade, Math.Sqrt(Math.Max(0, variance)) / Slope, null);
    }
}
