using System.Globalization;
using System.Text;

namespace EvalHarness.Unicode;

/// <summary>Texts as Python's <c>str</c> treats them, where .NET differs.</summary>
public static class PythonText
{
    private const char CapitalSigma = '\u03A3';

    /// <summary>What Python takes for white space, beyond .NET's the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char character) =>
        char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary><c>str.strip()</c>.</summary>
    public static string Strip(string text) => StripStart(StripEnd(text));

    /// <summary><c>str.lstrip()</c>.</summary>
    public static string StripStart(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int start = 0;
        while (start < text.Length && IsSpace(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    /// <summary><c>str.rstrip()</c>.</summary>
    public static string StripEnd(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>
    /// <c>str.lower()</c>: a capital sigma at the end of a word becomes the final one, and İ two characters.
    /// </summary>
    public static string Lower(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder lower = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                lower.Append(Rune.ToLowerInvariant(Rune.GetRuneAt(text, i)));
                i++;
                continue;
            }

            _ = text[i] switch
            {
                CapitalSigma => lower.Append(IsFinal(text, i) ? '\u03C2' : '\u03C3'),
                '\u0130' => lower.Append("i\u0307"),
                '\u1E9E' => lower.Append('\u00DF'),
                char other => lower.Append(char.ToLowerInvariant(other)),
            };
        }

        return lower.ToString();
    }

    /// <summary><c>str.upper()</c>: ß becomes SS, a ligature its letters.</summary>
    public static string Upper(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder upper = new(text.Length);
        foreach (char character in text.ToUpperInvariant())
        {
            _ = SpecialCasing.Upper.TryGetValue(character, out string? several)
                ? upper.Append(several)
                : upper.Append(character);
        }

        return upper.ToString();
    }

    // A cased letter before it and none behind it, whatever case does not concern left out.
    private static bool IsFinal(string text, int at)
    {
        int before = at - 1;
        while (before >= 0 && IsIgnorable(text[before]))
        {
            before--;
        }

        int behind = at + 1;
        while (behind < text.Length && IsIgnorable(text[behind]))
        {
            behind++;
        }

        return before >= 0 && IsCased(text[before]) && !(behind < text.Length && IsCased(text[behind]));
    }

    private static bool IsCased(char letter) => char.GetUnicodeCategory(letter) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnorable(char character) =>
        ".':\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A".Contains(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
