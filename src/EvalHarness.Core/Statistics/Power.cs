namespace EvalHarness.Statistics;

/// <summary>Sample sizes of a one-sided non-inferiority test on paired differences (normal approximation).</summary>
public static class Power
{
    /// <summary>Power that reports suppose.</summary>
    public const double Usual = 0.8;

    /// <summary>
    /// Independent samples with which a gate passes with the given power:
    /// n ≈ ((z_{1−α}+z_{1−β})·SD/(m − δ))² + ln(1/α)·R/(m − δ), rounded up, at least 2. The second term is the price
    /// of losses that no sample showed. <c>null</c> when the drop is no smaller than the margin.
    /// </summary>
    /// <param name="deviation">SD of the paired changes; not negative.</param>
    /// <param name="margin">m: largest tolerated drop; greater than 0.</param>
    /// <param name="drop">δ: drop supposed to be true; 0 for a candidate as good as the baseline.</param>
    /// <param name="worstLoss">R: the most that one sample can lose; 0 where the bound knows no such loss.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    /// <param name="power">1 − β.</param>
    public static int? SamplesNeeded(
        double deviation,
        double margin,
        double drop,
        double worstLoss,
        double confidence = 0.95,
        double power = Usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        ArgumentOutOfRangeException.ThrowIfNegative(worstLoss);
        double room = margin - drop;
        if (room <= 0)
        {
            return null;
        }

        if (deviation == 0 && worstLoss > 0)
        {
            return LeastSamples(room, worstLoss, confidence);
        }

        double root = (NormalQuantile.At(confidence) + NormalQuantile.At(power)) * deviation / room;
        double samples = Math.Ceiling((root * root) - (Math.Log(1 - confidence) * worstLoss / room));
        int least = worstLoss > 0 ? LeastSamples(margin, worstLoss, confidence) : 2;
        return samples > int.MaxValue ? null : Math.Max(least, (int)samples);
    }

    /// <summary>
    /// Smallest margin that a number of independent samples passes with the given power when nothing changes: the
    /// root m of <see cref="SamplesNeeded"/>.
    /// </summary>
    /// <param name="deviation">SD of the paired changes; not negative.</param>
    /// <param name="samples">Independent samples; at least 1.</param>
    /// <param name="worstLoss">R: the most that one sample can lose; 0 where the bound knows no such loss.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    /// <param name="power">1 − β.</param>
    public static double DetectableDrop(
        double deviation, double samples, double worstLoss, double confidence = 0.95, double power = Usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(worstLoss);
        double spread = (NormalQuantile.At(confidence) + NormalQuantile.At(power)) * deviation;
        double unseen = -Math.Log(1 - confidence) * worstLoss;
        return (unseen + Math.Sqrt((unseen * unseen) + (4 * samples * spread * spread))) / (2 * samples);
    }

    /// <summary>
    /// Independent samples below which no gate of this margin passes even if nothing changes:
    /// ⌈ln α / ln(1 − m/R)⌉, at least 1.
    /// </summary>
    /// <param name="margin">m: largest tolerated drop, greater than 0.</param>
    /// <param name="worstLoss">R: the most that one sample can lose; greater than 0.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static int LeastSamples(double margin, double worstLoss, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(worstLoss);
        double samples = margin >= worstLoss
            ? 1
            : Math.Ceiling(Math.Log(1 - confidence) / Math.Log(1 - (margin / worstLoss)));
        return samples > int.MaxValue ? int.MaxValue : Math.Max(1, (int)samples);
    }

    /// <summary>Smallest margin that a number of independent samples can pass if nothing changes.</summary>
    /// <param name="samples">Independent samples; greater than 0.</param>
    /// <param name="worstLoss">R: the most that one sample can lose; greater than 0.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static double LeastMargin(double samples, double worstLoss, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        return worstLoss * (1 - Math.Pow(1 - confidence, 1 / samples));
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
