using System.Globalization;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>Reads a number as Python writes it in a source.</summary>
internal static class PythonNumber
{
    /// <summary>Reads a number that begins with a digit or a point.</summary>
    /// <param name="text">What it stands in.</param>
    /// <param name="at">Its first character; afterwards, the one behind it.</param>
    /// <returns>A <see cref="long"/> or a <see cref="double"/>; <c>null</c>, and no move, where it is none.</returns>
    public static object? Read(string text, ref int at)
    {
        int start = at;
        bool isBased = start + 1 < text.Length && text[start] == '0' && "xXoObB".Contains(text[start + 1]);
        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_'
            || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' && !isBased)))
        {
            end++;
        }

        string number = text[start..end];
        string digits = number.Replace("_", "", StringComparison.Ordinal);
        bool isMisspelt = number.Contains("__", StringComparison.Ordinal) || number.EndsWith('_');
        object? value = isMisspelt ? null : isBased ? Based(digits) : Decimal(digits);
        at = value is null ? start : end;
        return value;
    }

    private static long? Based(string digits)
    {
        int radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        try
        {
            return Convert.ToInt64(digits[2..], radix);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static object? Decimal(string digits)
    {
        if (digits.All(char.IsAsciiDigit))
        {
            bool isPadded = digits.Length > 1 && digits[0] == '0' && digits.Any(digit => digit != '0');
            return isPadded ? null
                : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? (object)whole
                : double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return double.TryParse(
            digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out double real) ? real : null;
    }
}
