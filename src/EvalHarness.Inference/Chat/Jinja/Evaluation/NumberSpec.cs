using System.Globalization;
using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>How a value is written in a format: alignment, sign, width, precision and kind.</summary>
/// <param name="Align"><c>&lt;</c>, <c>&gt;</c>, <c>^</c>, or <c>=</c> for filling between sign and digits.</param>
/// <param name="Fill">What fills.</param>
/// <param name="Sign"><c>-</c>, <c>+</c> or a space for positive numbers.</param>
/// <param name="IsAlternate">With the prefix of the base.</param>
/// <param name="Width">The width that is reached at least.</param>
/// <param name="Precision">Digits behind the point, or characters of a text.</param>
/// <param name="Kind"><c>d</c>, <c>f</c>, <c>s</c> and so on; <c>\0</c> as the value prints.</param>
/// <param name="Group">Between groups of three digits; <c>\0</c> for nothing.</param>
internal sealed record NumberSpec(
    char Align, char Fill, char Sign, bool IsAlternate, int Width, int? Precision, char Kind, char Group = '\0')
{
    private int Before => Align switch { '<' => 0, '^' => 3, _ => 2 };

    /// <summary>A number at an offset of a format; <c>null</c> where there is none.</summary>
    public static int? ReadNumber(string text, ref int at, Meter meter)
    {
        int start = at;
        long number = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            number = (number * 10) + text[at] - '0';
            if (number > int.MaxValue)
            {
                throw meter.Fault("A width or precision of a format is too large.");
            }
        }

        return at > start ? (int)number : null;
    }

    /// <summary>A text, cut to the precision and filled to the width.</summary>
    public TextValue Pad(TextValue text, Meter meter)
    {
        if (Precision is { } limit)
        {
            text = (TextValue)Slices.Of(text, null, new IntegerValue(limit), null, meter);
        }

        return Padding.Fill(text, Width, Fill, Before, meter);
    }

    /// <summary>A number.</summary>
    public TextValue Write(JinjaValue value, Meter meter)
    {
        if (Precision > 1_000)
        {
            throw meter.Fault("A precision of more than 1000 digits is not supported.");
        }

        bool isInteger = Kind is 'd' or 'x' or 'X' or 'o' or 'b' or 'c' || (Kind == '\0' && value is not FloatValue);
        string digits = isInteger
            ? Integer(value, meter)
            : Real(value, meter);
        bool isNegative = digits.StartsWith('-');
        string prefix = isNegative ? "-" : Sign == '-' ? "" : Sign.ToString();
        prefix += IsAlternate && Kind is 'x' or 'X' or 'o' or 'b' ? "0" + Kind : "";
        digits = Grouped(isNegative ? digits[1..] : digits);
        if (Align == '=')
        {
            long missing = (long)Width - prefix.Length - digits.Length;
            return new TextBuilder(meter).Append(prefix).Append(Fill, missing).Append(digits).ToText();
        }

        return Padding.Fill(new TextValue(prefix + digits), Width, Fill, Before, meter);
    }

    private string Grouped(string digits)
    {
        if (Group == '\0')
        {
            return digits;
        }

        int point = digits.IndexOf('.');
        string whole = point < 0 ? digits : digits[..point];
        for (int at = whole.Length - 3; at > 0; at -= 3)
        {
            whole = whole.Insert(at, Group.ToString());
        }

        return point < 0 ? whole : whole + digits[point..];
    }

    private string Integer(JinjaValue value, Meter meter)
    {
        if (!Numbers.TryInteger(value, out BigInteger number))
        {
            throw meter.Fault($"The format needs an integer; found {value.TypeName}.");
        }

        string sign = number.Sign < 0 ? "-" : "";
        BigInteger size = BigInteger.Abs(number);
        return Kind switch
        {
            'x' or 'X' or 'o' or 'b' => sign + InBase(size, Kind switch { 'o' => 8, 'b' => 2, _ => 16 }, Kind == 'X'),
            'c' => System.Text.Rune.IsValid((int)BigInteger.Min(size, int.MaxValue))
                ? new System.Text.Rune((int)size).ToString()
                : throw meter.Fault("The number is no code point of Unicode."),
            _ => number.ToString(CultureInfo.InvariantCulture).PadLeft(Precision ?? 0, '0'),
        };
    }

    private static string InBase(BigInteger number, int numberBase, bool isUpper)
    {
        List<char> digits = [];
        do
        {
            int digit = (int)(number % numberBase);
            digits.Add((isUpper ? "0123456789ABCDEF" : "0123456789abcdef")[digit]);
            number /= numberBase;
        }
        while (!number.IsZero);
        digits.Reverse();
        return new([.. digits]);
    }

    private string Real(JinjaValue value, Meter meter)
    {
        if (!Numbers.TryDouble(value, out double number))
        {
            throw meter.Fault(value is UndefinedValue missing
                ? missing.Reason : $"The format needs a number; found {value.TypeName}.");
        }

        int precision = Precision ?? 6;
        return Kind switch
        {
            '\0' when Precision is null => Numbers.Write(number),
            '%' => Numbers.WriteFixed(number * 100, precision) + "%",
            'f' or 'F' => Numbers.WriteFixed(number, precision),
            'e' or 'E' => Exponential(number, precision, Kind),
            _ => General(number, Math.Max(precision, 1)),
        };
    }

    private static string Exponential(double number, int precision, char kind)
    {
        string text = number.ToString((kind == 'e' ? "e" : "E") + precision.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        int mark = text.IndexOf(kind);
        string exponent = text[(mark + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(mark + 2)] + exponent;
    }

    private static string General(double number, int precision)
    {
        string scientific = Exponential(number, precision - 1, 'e');
        int exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('e') + 1), CultureInfo.InvariantCulture);
        bool isScientific = exponent < -4 || exponent >= precision;
        string text = isScientific ? scientific : Numbers.WriteFixed(number, Math.Max(precision - 1 - exponent, 0));
        int end = isScientific ? text.IndexOf('e') : text.Length;
        string mantissa = text[..end];
        return (mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa) + text[end..];
    }
}
