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
    public static double? From(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level)
    {
        double[] values = Values(ratings, level);
        RatedUnits units = RatedUnits.From(ratings, values);
        return Alpha(units.Kinds, units.Counts(), values, level);
    }

    /// <summary>
    /// Percentile bootstrap interval of α over units; replicates without variation are left out. <c>null</c> when α
    /// is, or when at most one unit counts.
    /// </summary>
    /// <param name="ratings">As for <see cref="From"/>.</param>
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
        RatedUnits units = RatedUnits.From(ratings, values);
        if (units.KindOf.Length < 2 || Alpha(units.Kinds, units.Counts(), values, level) is null)
        {
            return null;
        }

        List<double> replicates = new(resamples);
        int[] drawn = new int[units.Kinds.Count];
        for (int r = 0; r < resamples; r++)
        {
            Array.Clear(drawn);
            for (int i = 0; i < units.KindOf.Length; i++)
            {
                drawn[units.KindOf[random.Next(units.KindOf.Length)]]++;
            }

            if (Alpha(units.Kinds, drawn, values, level) is { } alpha)
            {
                replicates.Add(alpha);
            }
        }

        replicates.Sort();
        double[] sorted = [.. replicates];
        return sorted.Length == 0
            ? null
            : new(
                Quantiles.FromSorted(sorted, (1 - confidence) / 2),
                Quantiles.FromSorted(sorted, (1 + confidence) / 2));
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

    // The matrix of coincidences is never built: observed disagreement is summed over the pairs within units, and
    // expected disagreement over all pairs of ratings, whose squared distances add up from positions on a line. Units
    // with the same ratings are counted and not repeated.
    private static double? Alpha(
        IReadOnlyList<int[]> kinds, int[] counts, double[] values, MeasurementLevel level)
    {
        double[] totals = new double[values.Length];
        double count = 0;
        for (int kind = 0; kind < counts.Length; kind++)
        {
            count += (double)counts[kind] * kinds[kind].Length;
            foreach (int rating in kinds[kind])
            {
                totals[rating] += counts[kind];
            }
        }

        double[] positions = level == MeasurementLevel.Ordinal ? MiddleRanks(totals) : values;
        double observed = 0;
        for (int kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0)
            {
                observed += counts[kind] * DisagreementWithin(kinds[kind], positions, level) / (kinds[kind].Length - 1);
            }
        }

        double expected = ExpectedDisagreement(totals, positions, count, level);
        return expected > 0 ? 1 - ((count - 1) * observed / expected) : null;
    }

    private static double DisagreementWithin(int[] unit, double[] positions, MeasurementLevel level)
    {
        double sum = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += SquaredDistance(positions[unit[i]], positions[unit[j]], level);
            }
        }

        return sum;
    }

    private static double ExpectedDisagreement(
        double[] totals, double[] positions, double count, MeasurementLevel level)
    {
        double sum = 0;
        if (level is MeasurementLevel.Nominal)
        {
            return totals.Sum(total => total * (count - total)) / 2;
        }

        if (level is MeasurementLevel.Ratio)
        {
            for (int c = 0; c < totals.Length; c++)
            {
                for (int other = 0; other < c && totals[c] > 0; other++)
                {
                    sum += totals[c] * totals[other] * SquaredDistance(positions[c], positions[other], level);
                }
            }

            return sum;
        }

        if (totals.Count(total => total > 0) < 2)
        {
            return 0;
        }

        double mean = totals.Select((total, c) => total * positions[c]).Sum() / count;
        return count * totals.Select((total, c) => total * (positions[c] - mean) * (positions[c] - mean)).Sum();
    }

    // Ranks such that their differences count the ratings between two values, half of each end included.
    private static double[] MiddleRanks(double[] totals)
    {
        double[] ranks = new double[totals.Length];
        double below = 0;
        for (int c = 0; c < totals.Length; c++)
        {
            ranks[c] = below + (totals[c] / 2);
            below += totals[c];
        }

        return ranks;
    }

    private static double SquaredDistance(double first, double second, MeasurementLevel level)
    {
        double distance = level switch
        {
            _ when first == second => 0,
            MeasurementLevel.Nominal => 1,
            MeasurementLevel.Ratio => (first - second) / (first + second),
            _ => first - second,
        };
        return distance * distance;
    }
}
