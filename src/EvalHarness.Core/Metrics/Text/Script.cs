using System.Globalization;
using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// Whether a script is written with spaces between words. Korean has spaces, but writes particles onto the word, so
/// that a word of Hangul has no border of its own either.
/// </summary>
internal static class Script
{
    // First and last code point of blocks without spaces: South-East Asian scripts, Chinese, Japanese, Yi, Hangul.
    private static readonly (int First, int Last)[] s_unspaced =
    [
        (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19FF), (0x1A20, 0x1AAF),
        (0x1B00, 0x1B7F), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x318F), (0x31A0, 0x31FF), (0x3400, 0x4DBF),
        (0x4E00, 0xA4CF), (0xA960, 0xA9FF), (0xAA60, 0xAA7F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC),
        (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
    ];

    /// <summary>A letter, digit or mark of a script that separates words by spaces.</summary>
    public static bool IsSpacedWord(Rune rune) => IsWord(rune) && !IsUnspaced(rune);

    /// <summary>A letter, digit or mark of any script.</summary>
    public static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>The rune belongs to a script without spaces between words.</summary>
    public static bool IsUnspaced(Rune rune) =>
        rune.Value >= s_unspaced[0].First
        && s_unspaced.Any(block => rune.Value >= block.First && rune.Value <= block.Last);
}
