using System.Runtime.InteropServices;

namespace EvalHarness.Metrics.Text;

/// <summary>Overlap of two bags of words.</summary>
internal static class WordOverlap
{
    /// <summary>
    /// Harmonic mean of precision and recall; without words on a side, 1 when both have none, else 0.
    /// </summary>
    public static double F1(string[] given, string[] expected)
    {
        if (given.Length == 0 || expected.Length == 0)
        {
            return given.Length == expected.Length ? 1 : 0;
        }

        Dictionary<string, int> left = new(StringComparer.Ordinal);
        foreach (string word in expected)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(left, word, out _)++;
        }

        int shared = 0;
        foreach (string word in given)
        {
            if (left.TryGetValue(word, out int count) && count > 0)
            {
                left[word] = count - 1;
                shared++;
            }
        }

        double precision = (double)shared / given.Length;
        double recall = (double)shared / expected.Length;
        return shared == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
