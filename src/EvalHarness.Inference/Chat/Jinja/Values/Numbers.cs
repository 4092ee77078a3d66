using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>Numbers as the template language has them: integers of any size, doubles, and truths as 1 and 0.</summary>
internal static class Numbers
{
    /// <summary>The integer that a value is.</summary>
    public static bool TryInteger(JinjaValue value, out BigInteger number)
    {
        number = value switch
        {
            IntegerValue integer => integer.Value,
            BooleanValue truth => truth.IsTrue ? BigInteger.One : BigInteger.Zero,
            _ => BigInteger.Zero,
        };
        return value is IntegerValue or BooleanValue;
    }

    /// <summary>The double that a number is.</summary>
    public static bool TryDouble(JinjaValue value, out double number)
    {
        number = value is FloatValue real ? real.Value
            : TryInteger(value, out BigInteger integer) ? (double)integer : 0;
        return value is FloatValue or IntegerValue or BooleanValue;
    }

    /// <summary>The order of two numbers; <c>false</c> where one of them is none.</summary>
    public static bool TryCompare(JinjaValue left, JinjaValue right, out int order)
    {
        order = 0;
        if (TryInteger(left, out BigInteger first) && TryInteger(right, out BigInteger second))
        {
            order = first.CompareTo(second);
            return true;
        }

        if (!TryDouble(left, out double one) || !TryDouble(right, out double other))
        {
            return false;
        }

        order = IsNan(left) || IsNan(right) ? 1 : one.CompareTo(other);
        return true;
    }

    /// <summary>Whether a value is the double that equals nothing.</summary>
    public static bool IsNan(JinjaValue value) => value is FloatValue { Value: double.NaN };

    /// <summary>An integer that is small enough for a count or an index.</summary>
    public static bool TryIndex(JinjaValue value, out int index)
    {
        bool isInteger = TryInteger(value, out BigInteger number);
        index = (int)BigInteger.Clamp(number, int.MinValue + 1, int.MaxValue);
        return isInteger;
    }

    /// <summary>An integer, unless it is too large.</summary>
    public static IntegerValue Checked(BigInteger number, Meter meter)
    {
        if (number.GetBitLength() > meter.Limits.IntegerBits)
        {
            throw meter.Fault(
                $"The template makes an integer of more than {meter.Limits.IntegerBits} bits, the limit.");
        }

        return new(number);
    }

    /// <summary>An integer as it is written in a text: signs, digits and underscores between them.</summary>
    public static bool TryParse(string text, int numberBase, Meter meter, [NotNullWhen(true)] out IntegerValue? number)
    {
        number = null;
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        bool isNegative = digits.StartsWith("-");
        digits = digits[(isNegative || digits.StartsWith("+") ? 1 : 0)..];
        BigInteger sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_' && i > 0 && i + 1 < digits.Length && digits[i - 1] != '_')
            {
                continue;
            }

            int digit = char.IsDigit(digits[i]) ? (int)char.GetNumericValue(digits[i])
                : char.IsAsciiLetter(digits[i]) ? char.ToLowerInvariant(digits[i]) - 'a' + 10 : 99;
            if (digit >= numberBase)
            {
                return false;
            }

            sum = Checked((sum * numberBase) + digit, meter).Value;
        }

        number = digits.Length > 0 ? new(isNegative ? -sum : sum) : null;
        return number is not null;
    }

    /// <summary>A double in its shortest form that reads back the same, as Python writes it.</summary>
    public static string Write(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        (string digits, int exponent) = ShortestDigits(Math.Abs(value));
        string sign = double.IsNegative(value) ? "-" : "";
        if (value == 0)
        {
            return sign + "0.0";
        }

        if (exponent is < -4 or >= 16)
        {
            string mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? sign + digits + new string('0', exponent + 1 - digits.Length) + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    /// <summary>A double with a fixed number of digits behind the point, ties to even.</summary>
    public static string WriteFixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Write(value);
        }

        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent > 0 ? 1L << 52 : 0);
        int shift = Math.Max(exponent, 1) - 1075;
        BigInteger scaled = mantissa * BigInteger.Pow(10, decimals);
        if (shift >= 0)
        {
            scaled <<= shift;
        }
        else
        {
            BigInteger unit = BigInteger.One << -shift;
            scaled = BigInteger.DivRem(scaled, unit, out BigInteger rest);
            int half = (rest * 2).CompareTo(unit);
            scaled += half > 0 || (half == 0 && !scaled.IsEven) ? 1 : 0;
        }

        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string sign = double.IsNegative(value) ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>The digits without zeros at either end, and the power of ten of the first one.</summary>
    private static (string Digits, int Exponent) ShortestDigits(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int end = text.IndexOf('E');
        int power = end < 0 ? 0 : int.Parse(text.AsSpan(end + 1), CultureInfo.InvariantCulture);
        string plain = end < 0 ? text : text[..end];
        int point = plain.IndexOf('.');
        string digits = plain.Replace(".", "", StringComparison.Ordinal);
        string significant = digits.TrimStart('0');
        int exponent = power + (point < 0 ? plain.Length : point) - 1 - (digits.Length - significant.Length);
        return (significant.TrimEnd('0'), exponent);
    }
}
