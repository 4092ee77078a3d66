using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Arithmetic of integers of any size and of doubles, rounding down as the language does.</summary>
internal static class Arithmetic
{
    /// <summary>The result; <c>null</c> where an operand is no number.</summary>
    public static JinjaValue? Apply(string operation, JinjaValue left, JinjaValue right, Meter meter)
    {
        if (Numbers.TryInteger(left, out BigInteger first) && Numbers.TryInteger(right, out BigInteger second))
        {
            return OfIntegers(operation, first, second, meter);
        }

        return Numbers.TryDouble(left, out double one) && Numbers.TryDouble(right, out double other)
            ? new FloatValue(OfDoubles(operation, one, other, meter))
            : null;
    }

    private static JinjaValue OfIntegers(string operation, BigInteger left, BigInteger right, Meter meter)
    {
        switch (operation)
        {
            case "+":
                return Numbers.Checked(left + right, meter);
            case "-":
                return Numbers.Checked(left - right, meter);
            case "*":
                return Numbers.Checked(left * right, meter);
            case "**":
                return Power(left, right, meter);
            case "/" when !right.IsZero:
                return new FloatValue((double)left / (double)right);
            case "//" or "%" when !right.IsZero:
                BigInteger quotient = BigInteger.DivRem(left, right, out BigInteger rest);
                bool isBelow = !rest.IsZero && rest.Sign != right.Sign;
                return new IntegerValue(operation == "%"
                    ? (isBelow ? rest + right : rest)
                    : (isBelow ? quotient - 1 : quotient));
            default:
                throw meter.Fault("division by zero");
        }
    }

    private static JinjaValue Power(BigInteger number, BigInteger exponent, Meter meter)
    {
        if (exponent.Sign < 0)
        {
            return number.IsZero
                ? throw meter.Fault("zero cannot be raised to a negative power")
                : new FloatValue(Math.Pow((double)number, (double)exponent));
        }

        if (BigInteger.Abs(number) <= 1)
        {
            return new IntegerValue(number.Sign < 0 && exponent.IsEven ? BigInteger.One
                : exponent.IsZero ? BigInteger.One : number);
        }

        BigInteger bits = (BigInteger.Abs(number).GetBitLength() - 1) * exponent;
        return bits > meter.Limits.IntegerBits
            ? throw meter.Fault(
                $"The template makes an integer of more than {meter.Limits.IntegerBits} bits, the limit.")
            : Numbers.Checked(BigInteger.Pow(number, (int)exponent), meter);
    }

    private static double OfDoubles(string operation, double left, double right, Meter meter)
    {
        if (right == 0 && operation is ("/" or "//" or "%"))
        {
            throw meter.Fault("division by zero");
        }

        switch (operation)
        {
            case "+":
                return left + right;
            case "-":
                return left - right;
            case "*":
                return left * right;
            case "/":
                return left / right;
            case "//":
                return Math.Floor(left / right);
            case "%":
                double rest = left % right;
                return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
            default:
                return left == 0 && right < 0
                    ? throw meter.Fault("zero cannot be raised to a negative power")
                    : Math.Pow(left, right);
        }
    }
}
