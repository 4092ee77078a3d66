using MathNet.Numerics.Distributions;

namespace EvalHarness.Statistics;

/// <summary>
/// Replicates of a statistic with the two corrections of the BCa interval (Efron, "Better bootstrap confidence
/// intervals", 1987): bias z0 and acceleration a. Replicates equal to the estimate count half in z0, which keeps
/// discrete statistics, such as pass rates, centred.
/// </summary>
public sealed class BootstrapDistribution
{
    private readonly double[] _sorted;
    private readonly double _bias;
    private readonly double _acceleration;

    internal BootstrapDistribution(double estimate, double[] sorted, double acceleration)
        : this(estimate, sorted, BiasOf(estimate, sorted), acceleration)
    {
    }

    private BootstrapDistribution(double estimate, double[] sorted, double bias, double acceleration) =>
        (Estimate, _sorted, _bias, _acceleration) = (estimate, sorted, bias, acceleration);

    /// <summary>The statistic of the data themselves.</summary>
    public double Estimate { get; }

    /// <summary>The BCa bound below which the true value lies with the given one-sided probability.</summary>
    /// <param name="level">Between 0 and 1: .05 for a lower 95 % bound, .95 for an upper one.</param>
    public double Bound(double level)
    {
        double shifted = _bias + NormalQuantile.At(level);
        double scale = 1 - (_acceleration * shifted);

        // Beyond the pole of the correction there is no more to reach than the outermost replicate.
        double corrected = scale > 0 ? Normal.CDF(0, 1, _bias + (shifted / scale)) : (shifted > 0 ? 1 : 0);
        return Quantiles.FromSorted(_sorted, corrected);
    }

    /// <summary>The two-sided BCa interval at a confidence level between 0 and 1.</summary>
    public Interval Interval(double confidence) => new(Bound((1 - confidence) / 2), Bound((1 + confidence) / 2));

    // The distribution of the statistic's negative.
    internal BootstrapDistribution Mirror()
    {
        double[] negated = new double[_sorted.Length];
        for (int i = 0; i < negated.Length; i++)
        {
            negated[i] = -_sorted[^(i + 1)];
        }

        return new(-Estimate, negated, -_bias, -_acceleration);
    }

    private static double BiasOf(double estimate, double[] sorted)
    {
        int below = 0;
        int equal = 0;
        foreach (double replicate in sorted)
        {
            below += replicate < estimate ? 1 : 0;
            equal += replicate == estimate ? 1 : 0;
        }

        double half = 0.5 / sorted.Length;
        return NormalQuantile.At(Math.Clamp((below + (0.5 * equal)) / sorted.Length, half, 1 - half));
    }
}
