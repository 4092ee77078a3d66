namespace EvalHarness.Inference.Arithmetic;

/// <summary>
/// Elementary functions of additions, multiplications and divisions alone, which IEEE 754 rounds alike everywhere: the
/// C library's own differ in last bits from system to system, and even with the processor.
/// </summary>
internal static class PortableMath
{
    /// <summary>Upper part of ln 2, so short that a multiple by an exponent is exact.</summary>
    private const double UpperLn2 = 6.93147180369123816490e-01;

    private const double LowerLn2 = 1.90821492927058770002e-10;

    /// <summary>π/2 in three parts; multiples of the first two up to 2^20 are exact.</summary>
    private const double FirstHalfPi = 1.57079632673412561417;

    private const double SecondHalfPi = 6.07710050630396597660e-11;
    private const double ThirdHalfPi = 2.02226624879595063154e-21;

    /// <summary>1/13!, 1/12!, …, 1, 1.</summary>
    private static readonly double[] s_exponential = [.. InverseFactorials(13)];

    /// <summary>e^x within 2 units in the last place; 0 below −708, infinite above 709, NaN for NaN.</summary>
    /// <remarks>x = n ln 2 + r; the Taylor polynomial of degree 13 of r, times 2^n.</remarks>
    public static double Exp(double x)
    {
        if (!(x >= -708 && x <= 709))
        {
            return x < 0 ? 0 : x + double.PositiveInfinity;
        }

        double n = Math.Round(x * 1.4426950408889634);
        double r = x - (n * UpperLn2) - (n * LowerLn2);
        double sum = 0;
        foreach (double coefficient in s_exponential)
        {
            sum = (sum * r) + coefficient;
        }

        return Math.ScaleB(sum, (int)n);
    }

    /// <summary>ln x within 2 units in the last place, for x &gt; 0; infinite for infinity, NaN for NaN.</summary>
    /// <remarks>
    /// x = 2^e m with √½ &lt; m ≤ √2, and ln m = 2 artanh s with s = (m − 1) / (m + 1), to the power 21 of s.
    /// </remarks>
    public static double Log(double x)
    {
        if (!double.IsFinite(x))
        {
            return x;
        }

        int e = Math.ILogB(x);
        double m = Math.ScaleB(x, -e);
        if (m > 1.4142135623730951)
        {
            (m, e) = (m / 2, e + 1);
        }

        double s = (m - 1) / (m + 1);
        double z = s * s;
        double sum = 0;
        for (int power = 21; power > 1; power -= 2)
        {
            sum = (sum * z) + (2.0 / power);
        }

        return (e * UpperLn2) + ((e * LowerLn2) + (sum * z * s) + (s + s));
    }

    /// <summary>x^y for x &gt; 0, its relative error below |y ln x| · 4e-16.</summary>
    public static double Pow(double x, double y) => Exp(y * Log(x));

    /// <summary>Sine and cosine of an angle below a million, within 2e-16.</summary>
    /// <remarks>The angle's distance to the nearest multiple of π/2, and polynomials of degree 17 and 18.</remarks>
    public static (double Sine, double Cosine) SinCos(double angle)
    {
        double n = Math.Round(angle * (2 / Math.PI));
        double r = angle - (n * FirstHalfPi) - (n * SecondHalfPi) - (n * ThirdHalfPi);
        double z = r * r;
        double sine = 1;
        for (int degree = 16; degree > 0; degree -= 2)
        {
            sine = 1 - (z * sine / (degree * (degree + 1)));
        }

        double cosine = 1;
        for (int degree = 18; degree > 0; degree -= 2)
        {
            cosine = 1 - (z * cosine / (degree * (degree - 1)));
        }

        sine *= r;
        return ((long)n & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    private static List<double> InverseFactorials(int largest)
    {
        double factorial = 1;
        List<double> inverses = [1];
        for (int i = 1; i <= largest; i++)
        {
            factorial *= i;
            inverses.Add(1 / factorial);
        }

        inverses.Reverse();
        return inverses;
    }
}
