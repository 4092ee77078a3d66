using System.Globalization;
using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// sacreBLEU's "intl", after mteval-v14: every symbol, and every punctuation mark but between digits, is a word.
/// </summary>
internal static class InternationalTokenization
{
    /// <summary>The segment with blanks between its words.</summary>
    public static string Separate(string line)
    {
        Rune[] runes = [.. line.EnumerateRunes()];
        runes = SeparateTwo(runes, (first, second) => !IsNumber(first) && Rune.IsPunctuation(second), behind: true);
        runes = SeparateTwo(runes, (first, second) => Rune.IsPunctuation(first) && !IsNumber(second), behind: false);
        StringBuilder separated = new(line.Length * 2);
        foreach (Rune rune in runes)
        {
            _ = Rune.IsSymbol(rune)
                ? separated.Append(' ').Append(rune.ToString()).Append(' ')
                : separated.Append(rune.ToString());
        }

        return separated.ToString();
    }

    // Pairs are found from the left and do not overlap; a blank stands between them, and behind or before them.
    private static Rune[] SeparateTwo(Rune[] runes, Func<Rune, Rune, bool> isPair, bool behind)
    {
        Rune blank = new(' ');
        List<Rune> separated = new(runes.Length * 2);
        for (int i = 0; i < runes.Length; i++)
        {
            if (i + 1 < runes.Length && isPair(runes[i], runes[i + 1]))
            {
                separated.AddRange(behind
                    ? [runes[i], blank, runes[i + 1], blank]
                    : [blank, runes[i], blank, runes[i + 1]]);
                i++;
            }
            else
            {
                separated.Add(runes[i]);
            }
        }

        return [.. separated];
    }

    private static bool IsNumber(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
