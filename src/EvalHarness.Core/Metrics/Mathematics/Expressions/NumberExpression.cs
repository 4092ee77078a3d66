using System.Globalization;
using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A decimal number without a sign, such as 12, 0.5, .5, 0.1 with 6 repeating, or 1E+22.</summary>
internal sealed class NumberExpression : Expression
{
    private const int MaxExponent = 400;

    private readonly Complex _value;
    private readonly ulong _residue;

    private NumberExpression(double value, ulong residue, long? integer) =>
        (_value, _residue, Integer) = (value, residue, integer);

    /// <inheritdoc/>
    public override long? Integer { get; }

    /// <inheritdoc/>
    public override bool IsRational => true;

    /// <summary>Reads a number.</summary>
    /// <param name="text">As <see cref="Latex.LatexTokens"/> finds it.</param>
    /// <param name="repeating">Digits that repeat behind it without end; none without.</param>
    /// <returns><c>null</c> for an exponent that is too large.</returns>
    public static NumberExpression? Read(string text, string repeating = "")
    {
        string[] parts = text.Split('E');
        int exponent = 0;
        if (parts.Length > 1 && (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out exponent) || Math.Abs(exponent) > MaxExponent))
        {
            return null;
        }

        string[] digits = parts[0].Split('.');
        string fraction = digits.Length > 1 ? digits[1] : "";
        ulong residue = PrimeField.FromDigits(digits[0] + fraction);
        double value = double.Parse("0" + text, CultureInfo.InvariantCulture);
        if (repeating.Length > 0)
        {
            // 0.1 with 6 repeating is (16 - 1) / (10 * (10 - 1)).
            ulong period = PrimeField.Add(Ten(repeating.Length), PrimeField.Negate(1));
            residue = PrimeField.Add(residue, Divide(PrimeField.FromDigits(repeating), period));
            value = double.Parse(
                "0" + parts[0] + string.Concat(Enumerable.Repeat(repeating, (20 / repeating.Length) + 1)),
                CultureInfo.InvariantCulture);
        }

        int places = fraction.Length - exponent;
        residue = places < 0 ? PrimeField.Multiply(residue, Ten(-places)) : Divide(residue, Ten(places));
        bool isWhole = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long integer);
        return new(value, residue, isWhole ? integer : null);
    }

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point) => _value;

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point) => _residue;

    private static ulong Ten(int exponent) => PrimeField.Power(10, (ulong)exponent);

    // The prime divides no power of 10, nor one less 1 of the lengths that answers have.
    private static ulong Divide(ulong value, ulong divisor) =>
        PrimeField.Multiply(value, PrimeField.Invert(divisor) ?? 0);
}
