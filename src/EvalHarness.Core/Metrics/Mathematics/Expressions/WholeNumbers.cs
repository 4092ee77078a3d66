namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>Arithmetic of whole numbers of 64 bits, <c>null</c> where there is no such result.</summary>
internal static class WholeNumbers
{
    /// <summary>The sum.</summary>
    public static long? Add(long? left, long? right) => Fit((Int128?)left + right);

    /// <summary>The product.</summary>
    public static long? Multiply(long? left, long? right) => Fit((Int128?)left * right);

    /// <summary>The quotient, where nothing remains.</summary>
    public static long? Divide(long? value, long? divisor) =>
        value is { } known && divisor is { } by && by != 0 && (Int128)known % by == 0 ? Fit((Int128)known / by) : null;

    /// <summary>The power of an exponent that is not negative.</summary>
    public static long? Power(long? value, long? exponent)
    {
        if (value is null || exponent is not >= 0)
        {
            return null;
        }

        // All others exceed 64 bits.
        long? power = exponent <= 64 ? 1
            : value is 0 or 1 ? value
            : value == -1 ? exponent % 2 == 0 ? 1 : -1 : null;
        for (long i = 0; exponent <= 64 && i < exponent; i++)
        {
            power = Multiply(power, value);
        }

        return power;
    }

    private static long? Fit(Int128? value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : null;
}
