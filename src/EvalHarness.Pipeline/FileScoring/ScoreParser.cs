using System.Globalization;
using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Reads the scores of a run.</summary>
internal static class ScoreParser
{
    // Whole numbers up to 2^53 and these powers are exact, so one division rounds correctly (Clinger 1990).
    private static readonly double[] s_powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];

    /// <summary>The nearest double to a decimal number, in single precision as trec_eval 9.0.8 keeps it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> text, out float score)
    {
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        long digits = 0;
        int decimals = -1;
        int seen = 0;
        for (int i = negative ? 1 : 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                seen++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[i] == (byte)'.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return TryParseSlowly(text, out score);
            }
        }

        if (seen is 0 or > 15)
        {
            return TryParseSlowly(text, out score);
        }

        double magnitude = decimals > 0 ? digits / s_powers[decimals] : digits;
        score = (float)(negative ? -magnitude : magnitude);
        return true;
    }

    private static bool TryParseSlowly(ReadOnlySpan<byte> text, out float score)
    {
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool valid = double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value);
        score = (float)value;
        return valid && double.IsFinite(value);
    }
}
