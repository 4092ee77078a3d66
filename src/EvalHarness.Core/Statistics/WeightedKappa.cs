namespace EvalHarness.Statistics;

/// <summary>
/// Agreement of two raters beyond chance: κ = (P_o − P_e)/(1 − P_e) (Cohen, 1960, 1968) with the large-sample standard
/// error of Fleiss, Cohen and Everitt (1969). Read it beside the share of agreement and the margins: a rare category
/// makes κ small where raters agree almost always.
/// </summary>
/// <param name="Kappa">At most 1; 0 is chance, negative is worse than chance.</param>
/// <param name="StandardError">Standard error of κ, valid away from κ = 0 too.</param>
public readonly record struct WeightedKappa(double Kappa, double StandardError)
{
    /// <summary>κ of a confusion matrix; <c>null</c> where chance alone agrees fully or there are no items.</summary>
    public static WeightedKappa? From(ConfusionMatrix matrix, KappaWeights weights = KappaWeights.Unweighted)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int k = matrix.Categories;
        double n = matrix.Total;
        double[] rows = [.. matrix.FirstMargin().Select(count => count / n)];
        double[] columns = [.. matrix.SecondMargin().Select(count => count / n)];
        double[] rowWeights = new double[k];
        double[] columnWeights = new double[k];
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                double weight = Weight(i, j, k, weights);
                rowWeights[i] += weight * columns[j];
                columnWeights[j] += weight * rows[i];
                observed += weight * matrix[i, j] / n;
                expected += weight * rows[i] * columns[j];
            }
        }

        // Without items n is 0 and everything above is NaN.
        if (matrix.Total == 0 || HasOneCategory(rows, columns))
        {
            return null;
        }

        double kappa = (observed - expected) / (1 - expected);
        double squares = 0;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                double term = Weight(i, j, k, weights) - ((rowWeights[i] + columnWeights[j]) * (1 - kappa));
                squares += matrix[i, j] / n * term * term;
            }
        }

        double centre = kappa - (expected * (1 - kappa));
        double variance = Math.Max(0, squares - (centre * centre)) / (n * (1 - expected) * (1 - expected));
        return new(kappa, Math.Sqrt(variance));
    }

    /// <summary>κ ± z·SE, cut at −1 and 1.</summary>
    public Interval Interval(double confidence = 0.95)
    {
        Interval normal = Statistics.Interval.Normal(Kappa, StandardError, confidence);
        return new(Math.Max(normal.Low, Math.Min(Kappa, -1)), Math.Min(normal.High, 1));
    }

    // Expected agreement is 1 exactly when both raters use one and the same category throughout.
    private static bool HasOneCategory(double[] rows, double[] columns)
    {
        int used = Array.FindIndex(rows, share => share > 0);
        return rows.Count(share => share > 0) == 1 && columns.Count(share => share > 0) == 1 && columns[used] > 0;
    }

    /// <summary>1 − weight of two categories: 0 when they are one, at most 1.</summary>
    internal static double Disagreement(int i, int j, int k, KappaWeights weights) => 1 - Weight(i, j, k, weights);

    private static double Weight(int i, int j, int k, KappaWeights weights) => weights switch
    {
        _ when i == j => 1,
        KappaWeights.Linear => 1 - (Math.Abs(i - j) / (k - 1.0)),
        KappaWeights.Quadratic => 1 - ((i - j) * (double)(i - j) / ((k - 1.0) * (k - 1.0))),
        _ => 0,
    };
}
