using System.Buffers;
using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>Finds a text within another where it is not a part of a longer word or number.</summary>
internal static class WordBorders
{
    /// <summary>
    /// Whether a text contains another as whole words: where the other begins or ends in a letter or digit of a script
    /// with spaces, none may stand next to it; and a number is not a part of another (5 in 3.5, 1,500 or -5).
    /// </summary>
    /// <param name="text">Where to look; form C, white space collapsed.</param>
    /// <param name="wanted">What to find, case aside; the same form, not empty.</param>
    public static bool Contains(string text, string wanted)
    {
        int at = text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
        while (at >= 0)
        {
            if (IsFreeBefore(text, at) && IsFreeBehind(text, at + wanted.Length))
            {
                return true;
            }

            at = text.IndexOf(wanted, at + 1, StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }

    private static bool IsFreeBefore(string text, int at)
    {
        if (At(text, at) is not { } first || !Script.IsSpacedWord(first) || Before(text, at) is not { } neighbour)
        {
            return true;
        }

        if (Script.IsSpacedWord(neighbour))
        {
            return false;
        }

        if (!Rune.IsDigit(first))
        {
            return true;
        }

        Rune? second = Before(text, at - neighbour.Utf16SequenceLength);
        bool followsWord = second is { } far && Script.IsSpacedWord(far);
        return neighbour.Value switch
        {
            '.' or ',' => second is not { } digit || !Rune.IsDigit(digit),
            '-' or '+' or '\u2212' => followsWord,
            _ => true,
        };
    }

    private static bool IsFreeBehind(string text, int end)
    {
        if (Before(text, end) is not { } last || !Script.IsSpacedWord(last) || At(text, end) is not { } neighbour)
        {
            return true;
        }

        return !Script.IsSpacedWord(neighbour) && !(Rune.IsDigit(last)
            && neighbour.Value is '.' or ',' && At(text, end + 1) is { } digit && Rune.IsDigit(digit));
    }

    private static Rune? At(string text, int at) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out Rune rune) ? rune : null;

    private static Rune? Before(string text, int at) =>
        at > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out Rune rune, out _) == OperationStatus.Done
            ? rune
            : null;
}
