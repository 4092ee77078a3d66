namespace EvalHarness.Statistics;

/// <summary>
/// The difference of two pass rates on the same samples, gained − lost over n, from the discordant counts alone.
/// </summary>
public static class PairedProportions
{
    private const int Halvings = 100;

    /// <summary>Large-sample standard error √((b+c)/n² − (b−c)²/n³).</summary>
    /// <param name="pairs">n; at least 1.</param>
    /// <param name="lost">b: pairs where only the baseline passes.</param>
    /// <param name="gained">c: pairs where only the candidate passes.</param>
    public static double StandardError(double pairs, double lost, double gained)
    {
        ThrowUnlessCounts(pairs, lost, gained);
        double difference = gained - lost;
        return Math.Sqrt(Math.Max(0, lost + gained - (difference * difference / pairs))) / pairs;
    }

    /// <summary>
    /// Score bounds of the difference gained − lost (Tango, "Equivalence test and confidence interval for the
    /// difference in proportions for the paired-sample design", 1998). Unlike the bootstrap they stay honest when few
    /// or no pairs are discordant. Counts may be fractions, such as counts divided by a design effect.
    /// </summary>
    /// <param name="pairs">n; greater than 0.</param>
    /// <param name="lost">b: pairs where only the baseline passes.</param>
    /// <param name="gained">c: pairs where only the candidate passes.</param>
    /// <param name="confidence">Two-sided level between 0 and 1; .90 gives two one-sided 95 % bounds.</param>
    public static Interval ScoreInterval(double pairs, double lost, double gained, double confidence)
    {
        ThrowUnlessCounts(pairs, lost, gained);
        double z = NormalQuantile.TwoSided(confidence);
        return new(LowerBound(pairs, lost, gained, z), -LowerBound(pairs, gained, lost, z));
    }

    /// <summary>
    /// One-sided p-value of "the true difference is <paramref name="supposed"/> or less": the level at which the lower
    /// score bound is just that.
    /// </summary>
    /// <param name="pairs">Number of pairs; greater than 0.</param>
    /// <param name="lost">Pairs that only the baseline passes.</param>
    /// <param name="gained">Pairs that only the candidate passes.</param>
    /// <param name="supposed">Difference, −1 to 1.</param>
    public static double ScorePValue(double pairs, double lost, double gained, double supposed)
    {
        ThrowUnlessCounts(pairs, lost, gained);
        return MathNet.Numerics.Distributions.Normal.CDF(0, 1, -ScoreStatistic(pairs, lost, gained, supposed));
    }

    // The statistic falls as the supposed difference rises: halve down to where it equals z.
    private static double LowerBound(double pairs, double lost, double gained, double z)
    {
        double low = -1;
        double high = (gained - lost) / pairs;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            if (ScoreStatistic(pairs, lost, gained, middle) > z)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double ScoreStatistic(double pairs, double lost, double gained, double supposed)
    {
        double a = 2 * pairs;
        double b = -lost - gained + ((a - gained + lost) * supposed);
        double c = -lost * supposed * (1 - supposed);
        double lossRate = (Math.Sqrt(Math.Max(0, (b * b) - (4 * a * c))) - b) / (2 * a);
        double variance = pairs * ((2 * lossRate) + (supposed * (1 - supposed)));
        double distance = gained - lost - (pairs * supposed);
        return variance > 0 ? distance / Math.Sqrt(variance) : (distance > 0 ? double.PositiveInfinity : 0);
    }

    private static void ThrowUnlessCounts(double pairs, double lost, double gained)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        ArgumentOutOfRangeException.ThrowIfNegative(gained);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lost + gained, pairs * (1 + 1e-12));
    }
}
