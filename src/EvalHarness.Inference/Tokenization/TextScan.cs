using System.Globalization;
using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Steps through text by code points and their classes.</summary>
internal static class TextScan
{
    private static readonly CharacterClass[] s_ascii = [.. Enumerable.Range(0, 128).Select(c => ClassOf(new Rune(c)))];

    /// <summary>The class of the code point at a place, and its length in characters.</summary>
    public static CharacterClass ClassAt(ReadOnlySpan<char> text, int at, out int length)
    {
        char c = text[at];
        if (c < 128)
        {
            length = 1;
            return s_ascii[c];
        }

        Rune.DecodeFromUtf16(text[at..], out Rune rune, out length);
        return ClassOf(rune);
    }

    /// <summary>The code point at a place is of a class; nothing is at the end of the text.</summary>
    public static bool Is(CharacterClass wanted, ReadOnlySpan<char> text, int at) =>
        at < text.Length && ClassAt(text, at, out _) == wanted;

    /// <summary>Where the run of one class that goes on at a place ends.</summary>
    public static int EndOfRun(CharacterClass wanted, ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && ClassAt(text, at, out int length) == wanted)
        {
            at += length;
        }

        return at;
    }

    /// <summary>Where a run of at most so many code points of one class ends.</summary>
    public static int EndOfRun(CharacterClass wanted, ReadOnlySpan<char> text, int at, int most)
    {
        for (; most > 0 && at < text.Length && ClassAt(text, at, out int length) == wanted; most--)
        {
            at += length;
        }

        return at;
    }

    /// <summary>Where the piece of white space at a place ends, by <c>\s+(?!\S)</c> and else one character.</summary>
    public static int EndOfSpaces(ReadOnlySpan<char> text, int at)
    {
        // All white space is in the first plane, so a run's last code point is its last character.
        int end = EndOfRun(CharacterClass.Space, text, at);
        return end == text.Length || end == at + 1 ? end : end - 1;
    }

    /// <summary>The code point is punctuation, <c>\p{P}</c>.</summary>
    public static bool IsPunctuation(ReadOnlySpan<char> text, int at, out int length)
    {
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out length);
        return Rune.IsPunctuation(rune);
    }

    private static CharacterClass ClassOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber => CharacterClass.Number,
        _ => Rune.IsWhiteSpace(rune) ? CharacterClass.Space : CharacterClass.Other,
    };
}
