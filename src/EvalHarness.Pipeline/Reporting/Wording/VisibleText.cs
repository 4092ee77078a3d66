using System.Globalization;
using System.Text;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>
/// Makes the characters of untrusted text visible that would otherwise steer a reader or a terminal: control
/// characters, bidirectional overrides, zero-width and tag characters, lone surrogates.
/// </summary>
/// <remarks>Line feeds, tabs and carriage returns before line feeds are text and stay.</remarks>
internal static class VisibleText
{
    /// <summary>The text with each invisible character as <c>⟨U+202E⟩</c>.</summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder visible = new(text.Length);
        foreach (VisibleSegment segment in Segments(text))
        {
            visible.Append(segment.Text);
        }

        return visible.ToString();
    }

    /// <summary>The same on one line: line breaks and tabs become spaces.</summary>
    public static string OnOneLine(string text) => From(text).Replace('\n', ' ').Replace('\t', ' ');

    /// <summary>The text in pieces, marks apart from what was written.</summary>
    public static IEnumerable<VisibleSegment> Segments(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder plain = new();
        for (int at = 0; at < text.Length;)
        {
            bool isRune = Rune.TryGetRuneAt(text, at, out Rune rune);
            int length = isRune ? rune.Utf16SequenceLength : 1;
            bool isLineBreak = rune.Value == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            if (!isRune || (IsInvisible(rune) && !isLineBreak))
            {
                if (plain.Length > 0)
                {
                    yield return new(plain.ToString(), IsMark: false);
                    plain.Clear();
                }

                yield return new(Mark(isRune ? rune.Value : text[at]), IsMark: true);
            }
            else if (!isLineBreak)
            {
                plain.Append(text, at, length);
            }

            at += length;
        }

        if (plain.Length > 0)
        {
            yield return new(plain.ToString(), IsMark: false);
        }
    }

    private static string Mark(int codePoint) =>
        string.Create(CultureInfo.InvariantCulture, $"⟨U+{codePoint:X4}⟩");

    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => false,
        // Fillers and joiners that Unicode counts as letters or marks but that draw nothing.
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 => true,
        // Variation selectors carry hidden bytes; the two that choose text or emoji style are ordinary.
        >= 0xFE00 and <= 0xFE0D or >= 0xE0100 and <= 0xE01EF => true,
        // Noncharacters: no XML document may hold the last two of the first plane.
        >= 0xFDD0 and <= 0xFDEF => true,
        _ when (rune.Value & 0xFFFE) == 0xFFFE => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
