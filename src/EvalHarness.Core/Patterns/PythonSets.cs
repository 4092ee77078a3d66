using System.Globalization;
using System.Text;

namespace EvalHarness.Patterns;

/// <summary>Sets of characters as Python's <c>re</c> has them, written for .NET's.</summary>
internal static class PythonSets
{
    /// <summary>Any character beyond the Basic Multilingual Plane, which .NET holds as two.</summary>
    public const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    /// <summary>The two halves of such characters.</summary>
    public const string Halves = @"\uD800-\uDFFF";

    private const string Word = @"\p{L}\p{N}_";

    // The categories that \w has not, and the connecting punctuation apart from the underscore.
    private const string NoWord = @"\p{M}\p{S}\p{Z}\p{C}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}"
        + @"\u203F\u2040\u2054\uFE33\uFE34\uFE4D-\uFE4F\uFF3F";

    private const string Space = @"\s\x1C-\x1F";

    private static readonly Lazy<string> s_wordPairs = new(() => Pairs(IsWord));

    /// <summary>
    /// What stands between the brackets of a class for <c>\d</c>, <c>\s</c>, <c>\w</c> and their opposites.
    /// </summary>
    /// <param name="letter">The letter behind the backslash.</param>
    /// <param name="isAscii">The flag <c>a</c> holds.</param>
    public static string Members(char letter, bool isAscii) => (letter, isAscii) switch
    {
        ('d', false) => @"\d",
        ('d', true) => "0-9",
        ('D', false) => @"\D",
        ('D', true) => @"\x00-/:-\uFFFF",
        ('s', false) => Space,
        ('s', true) => @" \t-\r",
        ('S', false) => Opposite(character => char.IsWhiteSpace(character) || character is >= '\x1C' and <= '\x1F'),
        ('S', true) => @"\x00-\x08\x0E-\x1F!-\uFFFF",
        ('w', false) => Word,
        ('w', true) => "a-zA-Z0-9_",
        ('W', false) => NoWord,
        _ => @"\x00-/:-@\[-\^`\{-\uFFFF",
    };

    /// <summary>Which pairs belong to such a set: none (<c>null</c>), or a pattern of those.</summary>
    public static string? PairMembers(char letter, bool isAscii) => (letter, isAscii) switch
    {
        ('D' or 'S', _) or ('W', true) => Pair,
        ('w', false) => s_wordPairs.Value,
        ('W', false) => $"(?!{s_wordPairs.Value}){Pair}",
        _ => null,
    };

    /// <summary>A pattern of the pairs between two code points, each above U+FFFF.</summary>
    public static string PairRange(int first, int last)
    {
        (int high, int low) = Split(first);
        (int lastHigh, int lastLow) = Split(last);
        if (high == lastHigh)
        {
            return Unit(high) + Range(low, lastLow);
        }

        StringBuilder ranges = new();
        ranges.Append(Unit(high)).Append(Range(low, 0xDFFF)).Append('|');
        if (lastHigh - high > 1)
        {
            ranges.Append(Range(high + 1, lastHigh - 1)).Append(Range(0xDC00, 0xDFFF)).Append('|');
        }

        return ranges.Append(Unit(lastHigh)).Append(Range(0xDC00, lastLow)).ToString();
    }

    /// <summary>One UTF-16 unit, escaped.</summary>
    public static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");

    private static string Range(int first, int last) =>
        first == last ? Unit(first) : $"[{Unit(first)}-{Unit(last)}]";

    private static (int High, int Low) Split(int code) =>
        (0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));

    private static bool IsWord(int code) => Rune.GetUnicodeCategory(new Rune(code)) is
        <= UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        or UnicodeCategory.OtherNumber;

    private static string Pairs(Predicate<int> isMember)
    {
        List<string> ranges = [];
        for (int code = 0x10000; code < 0x40000; code++)
        {
            int first = code;
            while (code < 0x40000 && isMember(code))
            {
                code++;
            }

            if (code > first)
            {
                ranges.Add(PairRange(first, code - 1));
            }
        }

        return $"(?:{string.Join('|', ranges)})";
    }

    private static string Opposite(Predicate<char> isMember)
    {
        StringBuilder ranges = new();
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            int first = unit;
            while (unit <= char.MaxValue && !isMember((char)unit))
            {
                unit++;
            }

            if (unit > first)
            {
                ranges.Append(Unit(first)).Append('-').Append(Unit(unit - 1));
            }
        }

        return ranges.ToString();
    }
}
