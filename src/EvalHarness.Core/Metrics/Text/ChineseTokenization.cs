using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// sacreBLEU's "zh": every Chinese character is a word, and so is, as its ranges have it, what lies between U+2001 and
/// U+2A6D and between U+2F81 and U+2FA1; ideographs beyond the Basic Multilingual Plane are not split.
/// </summary>
internal static class ChineseTokenization
{
    private static readonly (char First, char Last)[] s_ranges =
    [
        ('\u2001', '\u2A6D'), ('\u2E80', '\u2EFF'), ('\u2F00', '\u2FDF'), ('\u2FF0', '\u303F'), ('\u3100', '\u312F'),
        ('\u31A0', '\u31BF'), ('\u31C0', '\u31EF'), ('\u3200', '\u33FF'), ('\u3400', '\u4DB5'), ('\u4E00', '\u9FBB'),
        ('\uF900', '\uFA2D'), ('\uFA30', '\uFA6A'), ('\uFA70', '\uFAD9'), ('\uFE10', '\uFE1F'), ('\uFE30', '\uFE4F'),
        ('\uFF00', '\uFFEF'),
    ];

    /// <summary>The segment with blanks round its Chinese characters.</summary>
    public static string Separate(string line)
    {
        StringBuilder separated = new(line.Length * 3);
        foreach (char character in line.Trim(SacreBleuSpace.Characters))
        {
            _ = s_ranges.Any(range => character >= range.First && character <= range.Last)
                ? separated.Append(' ').Append(character).Append(' ')
                : separated.Append(character);
        }

        return separated.ToString();
    }
}
