using System.Globalization;
using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// Reads the number of an answer: the last one in the text, so that "3 + 4 = 7" is 7 and "The answer is 5." is 5.
/// Read are a sign, a currency sign before it, thousands (comma, apostrophe or no-break space, in groups of three), a
/// decimal point and an exponent; a percent sign and units are passed over, so that "5 %" is 5. Not read are digits
/// within a word (H2O), fractions (1/2), superscripts and anything whose commas or points make no number (1,23).
/// </summary>
internal static partial class NumberText
{
    /// <summary>The last number; <c>null</c> when the text holds none, or one too large for a double.</summary>
    public static double? ReadLast(string text)
    {
        Match? last = null;
        for (Match match = Number().Match(text); match.Success; match = match.NextMatch())
        {
            last = match;
        }

        if (last is null)
        {
            return null;
        }

        string digits = string.Concat(last.Groups["number"].Value.Where(
            character => character is not (',' or '\'' or '\u2019' or '\u00A0' or '\u202F')));
        bool isNegative = last.Groups["sign"].Captures.Any(sign => sign.Value is "-" or "\u2212");
        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return !double.IsFinite(value) ? null : isNegative ? -value : value;
    }

    // A sign counts where nothing precedes it that it could join: "-5" and "$-5" have one, "10-15" and "covid-19" none.
    [GeneratedRegex(
        """
        (?<![\p{L}\p{N}\p{M}_]) (?<!\p{N}[.,'’\u00A0\u202F]) (?<!\p{N}\s?[/\u2044]\s?)
        (?<sign>[-+\u2212])? \p{Sc}? (?<sign>[-+\u2212])?
        (?<number>
            (?: [0-9]{1,3} (?: (?<group>[,'’\u00A0\u202F]) [0-9]{3} ) (?: \k<group> [0-9]{3} )* (?: \.[0-9]+ )?
              | [0-9]+ (?: \.[0-9]+ )?
              | \.[0-9]+ )
            (?: [eE] [-+]? [0-9]+ )?
        )
        (?! [.,'’\u00A0\u202F]?\p{N} ) (?! \s?[/\u2044]\s?\p{N} )
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Number();
}
