namespace EvalHarness.Web.Differences;

/// <summary>
/// Which words of two texts the other lacks: the longest common subsequence of words, white space ignored.
/// </summary>
public static class WordDifference
{
    // The table of the longest common subsequence is quadratic; what is longer is shown as changed in one piece.
    private const int LongestMiddle = 1000;

    /// <summary>Both texts in stretches; each side's stretches joined give the text back.</summary>
    public static (IReadOnlyList<WordSegment> Left, IReadOnlyList<WordSegment> Right) Between(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        string[] a = Words(left);
        string[] b = Words(right);
        bool[] keptA = new bool[a.Length];
        bool[] keptB = new bool[b.Length];
        int start = 0;
        while (start < a.Length && start < b.Length && Same(a[start], b[start]))
        {
            keptA[start] = keptB[start] = true;
            start++;
        }

        (int endA, int endB) = (a.Length, b.Length);
        while (endA > start && endB > start && Same(a[endA - 1], b[endB - 1]))
        {
            keptA[--endA] = keptB[--endB] = true;
        }

        if (endA - start <= LongestMiddle && endB - start <= LongestMiddle)
        {
            KeepCommon(a, b, start, endA, endB, keptA, keptB);
        }

        return (Join(a, keptA), Join(b, keptB));
    }

    private static void KeepCommon(string[] a, string[] b, int start, int endA, int endB, bool[] keptA, bool[] keptB)
    {
        // length[i, j]: longest common subsequence of a[start + i .. endA] and b[start + j .. endB].
        ushort[,] length = new ushort[endA - start + 1, endB - start + 1];
        for (int i = endA - start - 1; i >= 0; i--)
        {
            for (int j = endB - start - 1; j >= 0; j--)
            {
                length[i, j] = Same(a[start + i], b[start + j])
                    ? (ushort)(length[i + 1, j + 1] + 1)
                    : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < endA - start && j < endB - start;)
        {
            if (Same(a[start + i], b[start + j]))
            {
                keptA[start + i++] = keptB[start + j++] = true;
            }
            else if (length[i + 1, j] >= length[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }

    // Every word carries the white space before it, so that joining gives the text back.
    private static string[] Words(string text)
    {
        List<string> words = [];
        int start = 0;
        for (int at = 1; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]) && !char.IsWhiteSpace(text[at - 1]))
            {
                words.Add(text[start..at]);
                start = at;
            }
        }

        if (text.Length > 0)
        {
            words.Add(text[start..]);
        }

        return [.. words];
    }

    private static bool Same(string a, string b) => a.AsSpan().Trim().SequenceEqual(b.AsSpan().Trim());

    private static List<WordSegment> Join(string[] words, bool[] kept)
    {
        List<WordSegment> segments = [];
        for (int start = 0; start < words.Length;)
        {
            int end = start + 1;
            while (end < words.Length && kept[end] == kept[start])
            {
                end++;
            }

            segments.Add(new(string.Concat(words[start..end]), !kept[start]));
            start = end;
        }

        return segments;
    }
}
