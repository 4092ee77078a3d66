namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>
/// Whole numbers modulo a prime of 61 bits, in which rational expressions are compared exactly: two that differ agree
/// at a point by a chance of about one in 10^18 (Schwartz 1980; Zippel 1979).
/// </summary>
internal static class PrimeField
{
    /// <summary>The largest prime below 2^61 that is 1 modulo 4, so that -1 has a root.</summary>
    public const ulong Prime = 2305843009213693921;

    /// <summary>A number whose square is -1.</summary>
    public const ulong ImaginaryUnit = 583529827753931384;

    /// <summary>The sum.</summary>
    public static ulong Add(ulong left, ulong right) => (left + right) % Prime;

    /// <summary>The number with the other sign.</summary>
    public static ulong Negate(ulong value) => (Prime - value) % Prime;

    /// <summary>The product.</summary>
    public static ulong Multiply(ulong left, ulong right) => (ulong)((UInt128)left * right % Prime);

    /// <summary>The inverse; <c>null</c> for 0.</summary>
    public static ulong? Invert(ulong value) => value == 0 ? null : Power(value, Prime - 2);

    /// <summary>The power; 0 to the power of 0 is 1.</summary>
    public static ulong Power(ulong value, ulong exponent)
    {
        ulong power = 1;
        for (ulong square = value; exponent > 0; exponent >>= 1, square = Multiply(square, square))
        {
            power = (exponent & 1) == 1 ? Multiply(power, square) : power;
        }

        return power;
    }

    /// <summary>The number that decimal digits write.</summary>
    public static ulong FromDigits(ReadOnlySpan<char> digits)
    {
        ulong value = 0;
        foreach (char digit in digits)
        {
            value = Add(Multiply(value, 10), (ulong)(digit - '0'));
        }

        return value;
    }
}
