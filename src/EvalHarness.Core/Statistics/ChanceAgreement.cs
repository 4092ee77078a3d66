namespace EvalHarness.Statistics;

/// <summary>
/// Agreement of any number of raters beyond chance, with gaps: (P_o − P_e)/(1 − P_e), where P_o is the mean over the
/// items with two ratings or more of their share of agreeing pairs, and P_e follows from the categories' shares of the
/// ratings. Equal to irrCAC.
/// </summary>
public sealed record ChanceAgreement
{
    /// <summary>
    /// Fleiss' κ (Fleiss, "Measuring nominal scale agreement among many raters", 1971), P_e = Σ π²; <c>null</c> where
    /// undefined.
    /// </summary>
    public double? FleissKappa { get; init; }

    /// <summary>
    /// Gwet's AC1 (Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement", 2008),
    /// P_e = Σ π(1 − π)/(q − 1) over q categories; <c>null</c> with one category.
    /// </summary>
    public double? GwetAc1 { get; init; }

    /// <summary>Gwet's AC2, AC1 with weights of disagreement; <c>null</c> without weights or order.</summary>
    public double? GwetAc2 { get; init; }

    /// <summary>Computes all of it.</summary>
    /// <param name="ratings">Per rater, a position on the scale per item in one order; <c>null</c> is a gap.</param>
    /// <param name="scale">The scale; weights follow its numbers, or the order of its categories.</param>
    /// <param name="weights">Weights of AC2.</param>
    public static ChanceAgreement From(IReadOnlyList<int?[]> ratings, RatingScale scale, KappaWeights weights)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(scale);
        int categories = scale.Labels.Count;
        int[][] items =
        [
            .. Enumerable.Range(0, ratings.Count == 0 ? 0 : ratings[0].Length)
                .Select(item => ratings.Select(rater => rater[item]).OfType<int>().ToArray()),
        ];
        double[] shares = SharesOf(items, categories);
        double spread = shares.Sum(share => share * (1 - share));
        double? observed = Observed(items, (i, j) => i == j ? 1 : 0);
        double[] positions = scale.Values is { } values
            ? [.. values]
            : [.. Enumerable.Range(0, categories).Select(i => (double)i)];
        double range = categories > 1 ? positions.Max() - positions.Min() : 0;
        bool isWeighted = weights != KappaWeights.Unweighted && range > 0;
        return new()
        {
            FleissKappa = Beyond(observed, shares.Sum(share => share * share)),
            GwetAc1 = categories < 2 ? null : Beyond(observed, spread / (categories - 1)),
            GwetAc2 = !isWeighted ? null : Beyond(
                Observed(items, Weight), Total(categories, Weight) * spread / (categories * (categories - 1.0))),
        };

        double Weight(int i, int j)
        {
            double distance = Math.Abs(positions[i] - positions[j]) / range;
            return 1 - (weights == KappaWeights.Linear ? distance : distance * distance);
        }
    }

    private static double? Beyond(double? observed, double expected) =>
        observed is { } agreement && expected < 1 - 1e-12 ? (agreement - expected) / (1 - expected) : null;

    // Mean over the items that are rated at all of each category's share of their ratings.
    private static double[] SharesOf(int[][] items, int categories)
    {
        double[] shares = new double[categories];
        int rated = items.Count(item => item.Length > 0);
        foreach (int[] item in items)
        {
            foreach (int rating in item)
            {
                shares[rating] += 1.0 / item.Length / rated;
            }
        }

        return shares;
    }

    private static double? Observed(int[][] items, Func<int, int, double> weight)
    {
        double sum = 0;
        int counted = 0;
        foreach (int[] item in items.Where(item => item.Length >= 2))
        {
            double agreeing = 0;
            for (int i = 0; i < item.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    agreeing += 2 * weight(item[i], item[j]);
                }
            }

            sum += agreeing / (item.Length * (item.Length - 1.0));
            counted++;
        }

        return counted == 0 ? null : sum / counted;
    }

    private static double Total(int categories, Func<int, int, double> weight)
    {
        double sum = 0;
        for (int i = 0; i < categories; i++)
        {
            for (int j = 0; j < categories; j++)
            {
                sum += weight(i, j);
            }
        }

        return sum;
    }
}
