namespace EvalHarness.Inference;

/// <summary>White space as Python has it: Unicode's, and the four separators of ASCII.</summary>
internal static class Whitespace
{
    /// <summary>Whether a character is white space.</summary>
    public static bool Is(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    /// <summary>The first offset from <paramref name="start"/> that is no white space.</summary>
    public static int Skip(string text, int start)
    {
        while (start < text.Length && Is(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>Where the white space at the end of a part begins.</summary>
    public static int SkipBack(string text, int start, int end)
    {
        while (end > start && Is(text[end - 1]))
        {
            end--;
        }

        return end;
    }
}
