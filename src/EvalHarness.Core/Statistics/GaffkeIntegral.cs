using System.Numerics;

namespace EvalHarness.Statistics;

/// <summary>
/// The probability that a weighted sum of independent standard exponentials is at most 0, as the Bromwich integral of
/// 1/(s·Π(1 + s·zᵢ)) along Re s = c through the saddle point, by the trapezoidal rule, exact to about 1e-10.
/// </summary>
internal static class GaffkeIntegral
{
    private const double TermTolerance = 1e-13;
    private const double SaddleTolerance = 1e-4;
    private const int FactorsPerRenormalization = 16;

    // Below this p is 0 for every purpose, and its logarithm would send the search for the bound astray.
    private const double SmallestLogarithm = -600;

    /// <summary>ln P(Σ zᵢEᵢ ≤ 0).</summary>
    /// <param name="values">The zᵢ, the smallest of which is −1; the first is that of the imagined unit.</param>
    /// <param name="counts">How many units each but the first stands for.</param>
    public static double LogProbability(double[] values, ReadOnlySpan<int> counts)
    {
        if (values.AsSpan(1).IndexOfAnyExceptInRange(0, double.MaxValue) < 0)
        {
            return WithoutLosses(values, counts);
        }

        return Integrate(values, counts, FindSaddlePoint(values, counts));
    }

    // Only the imagined unit loses: p = E exp(−Σ zᵢEᵢ) = Π 1/(1 + zᵢ). Where all z are small, the integral hardly ends.
    private static double WithoutLosses(double[] values, ReadOnlySpan<int> counts)
    {
        double logarithm = 0;
        for (int i = 1; i < values.Length; i++)
        {
            logarithm -= CountOf(counts, i) * Math.Log(1 + values[i]);
        }

        return Math.Max(SmallestLogarithm, logarithm);
    }

    private static int CountOf(ReadOnlySpan<int> counts, int value) => value == 0 ? 1 : counts[value - 1];

    // 1/c + Σ z/(1 + cz) falls from +∞ at 0 to −∞ at 1.
    private static double FindSaddlePoint(double[] values, ReadOnlySpan<int> counts)
    {
        double low = 0;
        double high = 1;
        double c = 0.5;
        while (high - low > SaddleTolerance * Math.Min(c, 1 - c))
        {
            double slope = 1 / c;
            for (int i = 0; i < values.Length; i++)
            {
                slope += CountOf(counts, i) * values[i] / (1 + (c * values[i]));
            }

            (low, high) = slope > 0 ? (c, high) : (low, c);
            c = (low + high) / 2;
        }

        return c;
    }

    // ln of (h/π)·Σ' Re 1/(s·Π(1 + s·z)) over s = c + ikh, each term relative to the first, which is the largest.
    private static double Integrate(double[] values, ReadOnlySpan<int> counts, double c)
    {
        double first = -Math.Log(c);
        for (int i = 0; i < values.Length; i++)
        {
            first -= CountOf(counts, i) * Math.Log(1 + (c * values[i]));
        }

        double h = Math.Min(c, 1 - c) / 4;
        double sum = 0.5;
        for (int k = 1; ; k++)
        {
            (double logarithm, Complex direction) = Term(values, counts, new Complex(c, k * h));
            double size = Math.Exp(logarithm - first);
            sum += size * direction.Real;
            if (size < TermTolerance)
            {
                return Math.Max(SmallestLogarithm, first + Math.Log(h / Math.PI) + Math.Log(sum));
            }
        }
    }

    // 1/(s·Π(1 + s·z)) as the logarithm of its size and a unit number: the product itself would overflow.
    private static (double Logarithm, Complex Direction) Term(
        double[] values, ReadOnlySpan<int> counts, Complex s)
    {
        double logarithm = 0;
        Complex product = s;
        int factors = 0;
        double angle = 0;
        for (int i = 0; i < values.Length; i++)
        {
            Complex factor = 1 + (s * values[i]);
            int count = CountOf(counts, i);
            if (count > 1)
            {
                double square = (factor.Real * factor.Real) + (factor.Imaginary * factor.Imaginary);
                logarithm += count * 0.5 * Math.Log(square);
                angle += count * Math.Atan2(factor.Imaginary, factor.Real);
                continue;
            }

            product *= factor;
            if (++factors % FactorsPerRenormalization == 0)
            {
                double size = product.Magnitude;
                logarithm += Math.Log(size);
                product /= size;
            }
        }

        double last = product.Magnitude;
        Complex direction = Complex.Conjugate(product / last) * Complex.FromPolarCoordinates(1, -angle);
        return (-(logarithm + Math.Log(last)), direction);
    }
}
