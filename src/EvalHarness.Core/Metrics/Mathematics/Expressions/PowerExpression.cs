using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A power; 0 to the power of 0 is 1.</summary>
internal sealed class PowerExpression(Expression value, Expression exponent) : Expression
{
    private const long MaxRepeated = 1024;

    /// <inheritdoc/>
    public override long? Integer { get; } = WholeNumbers.Power(value.Integer, exponent.Integer);

    /// <inheritdoc/>
    public override bool IsRational => value.IsRational && exponent.Integer is not null;

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point)
    {
        Complex known = value.Evaluate(point);
        if (exponent.Integer is >= -MaxRepeated and <= MaxRepeated and long whole)
        {
            Complex repeated = Repeat(known, (int)Math.Abs(whole));
            return whole >= 0 ? repeated : repeated == Complex.Zero ? Complex.NaN : 1 / repeated;
        }

        Complex by = exponent.Evaluate(point);
        return known != Complex.Zero ? Complex.Pow(known, by)
            : by.Real > 0 ? Complex.Zero : Complex.NaN;
    }

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point)
    {
        if (value.Reduce(point) is not { } known || exponent.Integer is not { } whole)
        {
            return null;
        }

        ulong? positive = whole >= 0 ? known : PrimeField.Invert(known);
        return positive is { } by ? PrimeField.Power(by, (ulong)Int128.Abs(whole)) : null;
    }

    private static Complex Repeat(Complex value, int times)
    {
        Complex power = Complex.One;
        for (Complex square = value; times > 0; times >>= 1, square *= square)
        {
            power = (times & 1) == 1 ? power * square : power;
        }

        return power;
    }
}
