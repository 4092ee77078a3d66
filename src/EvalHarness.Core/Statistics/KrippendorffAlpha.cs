namespace EvalHarness.Statistics;

/// <summary>
/// Krippendorff's α = 1 − D_o/D_e for any number of raters with gaps, from the coincidences of values within units
/// (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011). Units with fewer than two ratings do not count.
/// </summary>
public static class KrippendorffAlpha
{
    /// <summary>Replicates of the interval unless told otherwise.</summary>
    public const int DefaultResamples = 2_000;

    /// <summary>α; <c>null</c> (not 1) when the ratings do not vary or nothing was rated twice.</summary>
    /// <param name="ratings">Per rater, one value per unit in the same order; <c>null</c> is a gap.</param>
    /// <param name="level">Meaning of the values.</param>
    /// <exception cref="ArgumentException">Raters differ in length, or a ratio is negative or not finite.</exception>
    public static double? Of(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level)
    {
        double[] values = Values(ratings, level);
        double[,] coincidences = new double[values.Length, values.Length];
        foreach (int[] unit in Units(ratings, values))
        {
            AddUnit(coincidences, unit);
        }

        return Alpha(coincidences, values, level);
    }

    /// <summary>
    /// Percentile bootstrap interval of α over units; replicates without variation are left out. <c>null</c> when α
    /// is, or when at most one unit counts.
    /// </summary>
    /// <param name="ratings">As for <see cref="Of"/>.</param>
    /// <param name="level">Meaning of the values.</param>
    /// <param name="random">Seeded source; see <see cref="SeededRandom"/>.</param>
    /// <param name="confidence">Two-sided, between 0 and 1.</param>
    /// <param name="resamples">Replicates, at least 1.</param>
    public static Interval? Interval(
        IReadOnlyList<IReadOnlyList<double?>> ratings,
        MeasurementLevel level,
        Random random,
        double confidence = 0.95,
        int resamples = DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] values = Values(ratings, level);
        int[][] units = [.. Units(ratings, values)];
        if (units.Length < 2 || Of(ratings, level) is null)
        {
            return null;
        }

        List<double> replicates = new(resamples);
        double[,] coincidences = new double[values.Length, values.Length];
        for (int r = 0; r < resamples; r++)
        {
            Array.Clear(coincidences);
            for (int i = 0; i < units.Length; i++)
            {
                AddUnit(coincidences, units[random.Next(units.Length)]);
            }

            if (Alpha(coincidences, values, level) is { } alpha)
            {
                replicates.Add(alpha);
            }
        }

        replicates.Sort();
        double[] sorted = [.. replicates];
        return sorted.Length == 0
            ? null
            : new(
                Quantiles.OfSorted(sorted, (1 - confidence) / 2),
                Quantiles.OfSorted(sorted, (1 + confidence) / 2));
    }

    private static double[] Values(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Any(rater => rater.Count != ratings[0].Count))
        {
            throw new ArgumentException("Every rater needs a value or a gap for every unit.", nameof(ratings));
        }

        double[] values = [.. ratings.SelectMany(rater => rater).OfType<double>().Distinct().Order()];
        if (values.Any(value => !double.IsFinite(value) || (level == MeasurementLevel.Ratio && value < 0)))
        {
            throw new ArgumentException("Ratings are finite, and ratios are not negative.", nameof(ratings));
        }

        return values;
    }

    // Each unit's ratings as indices into the distinct values.
    private static IEnumerable<int[]> Units(IReadOnlyList<IReadOnlyList<double?>> ratings, double[] values)
    {
        int count = ratings.Count == 0 ? 0 : ratings[0].Count;
        for (int unit = 0; unit < count; unit++)
        {
            int[] indices =
            [
                .. ratings.Select(rater => rater[unit]).OfType<double>()
                    .Select(value => Array.BinarySearch(values, value)),
            ];
            if (indices.Length >= 2)
            {
                yield return indices;
            }
        }
    }

    private static void AddUnit(double[,] coincidences, int[] unit)
    {
        double share = 1.0 / (unit.Length - 1);
        for (int i = 0; i < unit.Length; i++)
        {
            for (int j = 0; j < unit.Length; j++)
            {
                if (i != j)
                {
                    coincidences[unit[i], unit[j]] += share;
                }
            }
        }
    }

    private static double? Alpha(double[,] coincidences, double[] values, MeasurementLevel level)
    {
        int k = values.Length;
        double[] totals = new double[k];
        double[] upTo = new double[k + 1];
        for (int c = 0; c < k; c++)
        {
            for (int other = 0; other < k; other++)
            {
                totals[c] += coincidences[c, other];
            }

            upTo[c + 1] = upTo[c] + totals[c];
        }

        double observed = 0;
        double expected = 0;
        for (int c = 0; c < k; c++)
        {
            for (int other = c + 1; other < k; other++)
            {
                double distance = level switch
                {
                    MeasurementLevel.Nominal => 1,
                    MeasurementLevel.Ordinal => upTo[other + 1] - upTo[c] - ((totals[c] + totals[other]) / 2),
                    MeasurementLevel.Interval => values[other] - values[c],
                    _ => (values[other] - values[c]) / (values[other] + values[c]),
                };
                observed += coincidences[c, other] * distance * distance;
                expected += totals[c] * totals[other] * distance * distance;
            }
        }

        return expected > 0 ? 1 - ((upTo[k] - 1) * observed / expected) : null;
    }
}
