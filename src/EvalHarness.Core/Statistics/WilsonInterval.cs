namespace EvalHarness.Statistics;

/// <summary>Score interval of a proportion (Wilson, 1927); stays within 0–1 and is honest at 0 and at n.</summary>
public static class WilsonInterval
{
    /// <summary>The two-sided interval of successes/trials.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>; may be a fraction.</param>
    /// <param name="trials">Greater than 0.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval From(double successes, double trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        double z = NormalQuantile.TwoSided(confidence);
        double share = successes / trials;
        double scale = 1 + (z * z / trials);
        double centre = (share + (z * z / (2 * trials))) / scale;
        double reach = z * Math.Sqrt((share * (1 - share) / trials) + (z * z / (4 * trials * trials))) / scale;
        return new Interval(centre - reach, centre + reach).Clip(0, 1);
    }
}
