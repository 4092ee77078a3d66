using MathNet.Numerics.Distributions;

namespace EvalHarness.Statistics;

/// <summary>
/// Exact McNemar test on paired pass/fail answers: under "no difference" each of the b + c discordant pairs falls on
/// either side with probability ½ (McNemar, 1947).
/// </summary>
public static class McNemar
{
    /// <summary>Two-sided exact p-value: twice the smaller binomial tail; 1 without discordant pairs.</summary>
    /// <param name="lost">b: pairs where only the baseline passes; not negative.</param>
    /// <param name="gained">c: pairs where only the candidate passes; not negative.</param>
    public static double PValue(int lost, int gained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        ArgumentOutOfRangeException.ThrowIfNegative(gained);
        int discordant = checked(lost + gained);
        return discordant == 0
            ? 1
            : Math.Min(1, 2 * Binomial.CDF(0.5, discordant, Math.Min(lost, gained)));
    }
}
