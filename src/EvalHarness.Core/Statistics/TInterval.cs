using MathNet.Numerics.Distributions;

namespace EvalHarness.Statistics;

/// <summary>
/// Student's t for the mean of paired differences, by cluster: the mean Σs/Σw with the linearised standard error
/// √(m/(m−1)·Σ(s_c − mean·w_c)²)/Σw and m − 1 degrees of freedom, m clusters. With every weight 1 this is the
/// ordinary paired t interval.
/// </summary>
/// <param name="Estimate">Mean difference.</param>
/// <param name="StandardError">Its standard error; 0 when all clusters agree.</param>
/// <param name="DegreesOfFreedom">Clusters − 1; at least 1.</param>
public readonly record struct TInterval(double Estimate, double StandardError, int DegreesOfFreedom)
{
    /// <summary>For independent differences; <c>null</c> with fewer than two.</summary>
    public static TInterval? From(ReadOnlySpan<double> differences)
    {
        Moments moments = Moments.From(differences);
        return moments.StandardError is { } error ? new(moments.Mean, error, differences.Length - 1) : null;
    }

    /// <summary>For clusters; <c>null</c> with fewer than two.</summary>
    /// <param name="sums">Sum of (weighted) differences of each cluster.</param>
    /// <param name="weights">Sum of weights of each cluster; greater than 0.</param>
    public static TInterval? From(ReadOnlySpan<double> sums, ReadOnlySpan<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, sums.Length);
        if (sums.Length < 2)
        {
            return null;
        }

        double total = 0;
        double totalWeight = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            total += sums[i];
            totalWeight += weights[i];
        }

        double mean = total / totalWeight;
        double squares = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            double residual = sums[i] - (mean * weights[i]);
            squares += residual * residual;
        }

        double correction = sums.Length / (sums.Length - 1.0);
        return new(mean, Math.Sqrt(correction * squares) / totalWeight, sums.Length - 1);
    }

    /// <summary>The two-sided interval at a confidence level between 0 and 1.</summary>
    public Interval Interval(double confidence)
    {
        double reach = StudentT.InvCDF(0, 1, DegreesOfFreedom, (1 + confidence) / 2) * StandardError;
        return new(Estimate - reach, Estimate + reach);
    }

    /// <summary>
    /// One-sided p-value of "the true mean is at most <paramref name="limit"/>"; small speaks for a mean above it.
    /// <c>null</c> when the standard error is 0.
    /// </summary>
    public double? PValueAbove(double limit) => StandardError > 0
        ? StudentT.CDF(0, 1, DegreesOfFreedom, (limit - Estimate) / StandardError)
        : null;
}
