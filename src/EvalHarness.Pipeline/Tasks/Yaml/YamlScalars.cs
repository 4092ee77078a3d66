using System.Globalization;
using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Tasks.Yaml;

/// <summary>
/// What an unquoted text means in YAML 1.1, as PyYAML reads it: <c>no</c> is false, <c>1e3</c> a text.
/// </summary>
internal static partial class YamlScalars
{
    /// <summary>The value of an unquoted text.</summary>
    public static object? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ when text.Length <= 100 && "+-.0123456789".Contains(text[0]) => Number(text) ?? text,
        _ => text,
    };

    /// <summary>The value of a text by an explicit tag; the text itself where it does not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">What follows the two exclamation marks: <c>int</c>.</param>
    public static object? Convert(string text, string type) => type switch
    {
        "null" => null,
        "int" or "float" => Number(text) switch
        {
            long whole when type == "float" => (double)whole,
            { } number => number,
            null => text,
        },
        "bool" => Resolve(text) as bool? ?? (object)text,
        _ => text,
    };

    private static object? Number(string text)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        if (Infinite().IsMatch(text))
        {
            return text.EndsWith("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
                : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (Real().IsMatch(text))
        {
            return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        if (Whole().IsMatch(text))
        {
            return Integer(digits) is { } whole ? (object)whole
                : digits.AsSpan().TrimStart("+-").ContainsAnyExceptInRange('0', '9') ? null
                : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return !Sixties().IsMatch(text) ? null
            : digits.Contains('.') ? (object)Sexagesimal(digits) : (long)Sexagesimal(digits);
    }

    // Null where 64 bits do not hold it.
    private static long? Integer(string text)
    {
        int sign = text[0] == '-' ? -1 : 1;
        string digits = text.TrimStart('+', '-');
        int radix = digits.StartsWith("0b", StringComparison.Ordinal) ? 2
            : digits.StartsWith("0x", StringComparison.Ordinal) ? 16
            : digits.Length > 1 && digits[0] == '0' ? 8 : 10;
        string bare = radix is 2 or 16 ? digits[2..] : digits;
        UInt128 value = 0;
        foreach (char digit in bare)
        {
            value = (value * (uint)radix) + (uint)System.Convert.ToInt32(digit.ToString(), 16);
            if (value > long.MaxValue)
            {
                return null;
            }
        }

        return sign * (long)value;
    }

    private static double Sexagesimal(string text)
    {
        double value = 0;
        foreach (string part in text.TrimStart('+', '-').Split(':'))
        {
            value = (value * 60) + double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return text[0] == '-' ? -value : value;
    }

    [GeneratedRegex(@"^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$")]
    private static partial Regex Real();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$")]
    private static partial Regex Infinite();

    [GeneratedRegex("^([-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$")]
    private static partial Regex Sixties();
}
