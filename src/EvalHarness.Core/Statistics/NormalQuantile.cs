using MathNet.Numerics.Distributions;

namespace EvalHarness.Statistics;

/// <summary>Quantiles of the standard normal distribution.</summary>
internal static class NormalQuantile
{
    /// <summary>z with P(Z ≤ z) = level; level between 0 and 1.</summary>
    public static double At(double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        return Normal.InvCDF(0, 1, level);
    }

    /// <summary>z with P(|Z| ≤ z) = confidence; 1.959964 for 0.95.</summary>
    public static double TwoSided(double confidence) => At((1 + confidence) / 2);
}
