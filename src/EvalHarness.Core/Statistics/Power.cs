namespace EvalHarness.Statistics;

/// <summary>Sample sizes of a one-sided non-inferiority test on paired differences (normal approximation).</summary>
public static class Power
{
    /// <summary>Power that reports suppose.</summary>
    public const double Usual = 0.8;

    /// <summary>
    /// Pairs that would show non-inferiority: n = ((z_{1−α}+z_{1−β})·SD/(margin − drop))², rounded up, at least 2;
    /// <c>null</c> when the drop is no smaller than the margin, so that no number of pairs would do.
    /// </summary>
    /// <param name="deviation">Standard deviation of the paired differences; not negative.</param>
    /// <param name="margin">Largest tolerated drop; greater than 0.</param>
    /// <param name="drop">Drop in quality supposed to be true; 0 for a candidate as good as the baseline.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    /// <param name="power">1 − β.</param>
    public static int? PairsNeeded(
        double deviation, double margin, double drop, double confidence = 0.95, double power = Usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        double room = margin - Math.Abs(drop);
        if (room <= 0)
        {
            return null;
        }

        double root = (NormalQuantile.At(confidence) + NormalQuantile.At(power)) * deviation / room;
        double pairs = Math.Ceiling(root * root);
        return pairs > int.MaxValue ? null : Math.Max(2, (int)pairs);
    }

    /// <summary>
    /// Smallest drop that a number of pairs shows with the given power: (z_{1−α}+z_{1−β})·SD/√n.
    /// </summary>
    /// <param name="deviation">Standard deviation of the paired differences; not negative.</param>
    /// <param name="pairs">Independent pairs; at least 1.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    /// <param name="power">1 − β.</param>
    public static double DetectableDrop(double deviation, int pairs, double confidence = 0.95, double power = Usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        return (NormalQuantile.At(confidence) + NormalQuantile.At(power)) * deviation / Math.Sqrt(pairs);
    }

    /// <summary>Standard error that would put a one-sided normal bound at this distance from the estimate.</summary>
    internal static double ImpliedError(double distance, double confidence) =>
        Math.Max(0, distance) / NormalQuantile.At(confidence);

    /// <summary>
    /// Pairs after which a change never seen has a rate of at most <paramref name="rate"/>: the smallest n with
    /// 1 − α^(1/n) ≤ rate; <c>null</c> for a rate of 0 or less.
    /// </summary>
    /// <param name="rate">Rate to be ruled out; a share of the samples.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static int? PairsWithoutChange(double rate, double confidence = 0.95)
    {
        if (rate <= 0)
        {
            return null;
        }

        double pairs = rate >= 1 ? 1 : Math.Ceiling(Math.Log(1 - confidence) / Math.Log(1 - rate));
        return pairs > int.MaxValue ? null : (int)pairs;
    }

    /// <summary>
    /// Upper bound of the rate of a change that none of n samples shows, 1 − α^(1/n): the exact form of the rule of
    /// three (Hanley and Lippman-Hand, 1983).
    /// </summary>
    /// <param name="samples">Independent samples; at least 1.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static double RateNotRuledOut(int samples, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return 1 - Math.Pow(1 - confidence, 1.0 / samples);
    }
}
