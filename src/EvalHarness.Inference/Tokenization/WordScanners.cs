using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>The regular expressions of the known pre-tokenizers, each as a scanner for the piece at a place.</summary>
/// <remarks>Text that an expression does not match is a piece too, up to the next match.</remarks>
internal static class WordScanners
{
    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>
    /// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)</c>
    /// </summary>
    public static int Gpt2(ReadOnlySpan<char> text, int at)
    {
        if (EndOfContraction(text, at, ignoreCase: false) is var contraction && contraction > at)
        {
            return contraction;
        }

        int start = text[at] == ' ' && at + 1 < text.Length ? at + 1 : at;
        CharacterClass first = TextScan.ClassAt(text, start, out _);
        return first == CharacterClass.Space
            ? TextScan.EndOfSpaces(text, at)
            : TextScan.EndOfRun(first, text, start);
    }

    /// <summary>
    /// <c>(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
    /// ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
    /// </summary>
    public static int Llama3(ReadOnlySpan<char> text, int at) => Modern(text, at, mostDigits: 3);

    /// <summary>As <see cref="Llama3"/> with <c>\p{N}</c> for <c>\p{N}{1,3}</c>.</summary>
    public static int Qwen2(ReadOnlySpan<char> text, int at) => Modern(text, at, mostDigits: 1);

    /// <summary><c>\p{N}</c>: every number alone.</summary>
    public static int SingleNumbers(ReadOnlySpan<char> text, int at) =>
        TextScan.ClassAt(text, at, out int length) == CharacterClass.Number ? at + length : EndBeforeNumber(text, at);

    /// <summary><c>\p{N}+</c></summary>
    public static int Numbers(ReadOnlySpan<char> text, int at) =>
        TextScan.Is(CharacterClass.Number, text, at)
            ? TextScan.EndOfRun(CharacterClass.Number, text, at)
            : EndBeforeNumber(text, at);

    /// <summary><c>[0-9][0-9][0-9]</c></summary>
    public static int ThreeDigits(ReadOnlySpan<char> text, int at)
    {
        if (HasThreeDigits(text, at))
        {
            return at + 3;
        }

        do
        {
            at++;
        }
        while (at < text.Length && !HasThreeDigits(text, at));
        return at;
    }

    /// <summary><c>[\p{P}\$\+&lt;=&gt;\^~\|]+</c></summary>
    public static int Punctuation(ReadOnlySpan<char> text, int at)
    {
        bool wanted = IsMark(text, at, out int length);
        do
        {
            at += length;
        }
        while (at < text.Length && IsMark(text, at, out length) == wanted);
        return at;
    }

    private static int Modern(ReadOnlySpan<char> text, int at, int mostDigits)
    {
        if (EndOfContraction(text, at, ignoreCase: true) is var contraction && contraction > at)
        {
            return contraction;
        }

        CharacterClass first = TextScan.ClassAt(text, at, out int length);
        if (first == CharacterClass.Number)
        {
            return TextScan.EndOfRun(first, text, at, mostDigits);
        }

        int next = at + length;
        if (first == CharacterClass.Letter
            || (text[at] is not ('\r' or '\n') && TextScan.Is(CharacterClass.Letter, text, next)))
        {
            return TextScan.EndOfRun(CharacterClass.Letter, text, next);
        }

        int mark = text[at] == ' ' ? next : at;
        if (TextScan.Is(CharacterClass.Other, text, mark))
        {
            int end = TextScan.EndOfRun(CharacterClass.Other, text, mark);
            while (end < text.Length && text[end] is '\r' or '\n')
            {
                end++;
            }

            return end;
        }

        int spaces = TextScan.EndOfRun(CharacterClass.Space, text, at);
        int newline = text[at..spaces].LastIndexOfAny('\r', '\n');
        return newline >= 0 ? at + newline + 1 : TextScan.EndOfSpaces(text, at);
    }

    private static int EndOfContraction(ReadOnlySpan<char> text, int at, bool ignoreCase)
    {
        if (text[at] == '\'')
        {
            foreach (string contraction in s_contractions)
            {
                if (text.Length - at < contraction.Length)
                {
                    continue;
                }

                ReadOnlySpan<char> head = text.Slice(at, contraction.Length);
                if (ignoreCase ? Ascii.EqualsIgnoreCase(head, contraction) : head.SequenceEqual(contraction))
                {
                    return at + contraction.Length;
                }
            }
        }

        return at;
    }

    private static int EndBeforeNumber(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && TextScan.ClassAt(text, at, out int length) != CharacterClass.Number)
        {
            at += length;
        }

        return at;
    }

    private static bool HasThreeDigits(ReadOnlySpan<char> text, int at) => at + 3 <= text.Length
        && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2]);

    private static bool IsMark(ReadOnlySpan<char> text, int at, out int length) =>
        TextScan.IsPunctuation(text, at, out length) || "$+<=>^~|".Contains(text[at], StringComparison.Ordinal);
}
