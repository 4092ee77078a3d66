namespace EvalHarness.Metrics.Text;

/// <summary>Counts what BLEU sums over segments.</summary>
internal sealed class BleuCounter(BleuTokenizer tokenizer)
{
    /// <summary>Longest sequence of words.</summary>
    public const int Orders = 4;

    /// <summary>
    /// How many counts a segment has: words of the prediction; words of the reference closest in length, the shorter of
    /// two equally close; by order, the n-grams that a reference holds, clipped; by order, all n-grams.
    /// </summary>
    public const int Width = 2 + (2 * Orders);

    /// <summary>The counts of one segment.</summary>
    public void Count(string prediction, IReadOnlyList<string> references, Span<double> counts)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        WordNumbers numbers = new();
        int[] words = numbers.Add(tokenizer.Tokenize(prediction));
        NGramTable table = new(words, Orders);
        int[][] most = Array.ConvertAll(table.Counts, own => new int[own.Length]);
        int expected = -1;
        foreach (string reference in references)
        {
            int[] other = numbers.Add(tokenizer.Tokenize(reference));
            expected = expected < 0 ? other.Length : Closer(words.Length, expected, other.Length);
            int[][] found = table.CountIn(other);
            for (int order = 0; order < Orders; order++)
            {
                for (int i = 0; i < found[order].Length; i++)
                {
                    most[order][i] = Math.Max(most[order][i], found[order][i]);
                }
            }
        }

        (counts[0], counts[1]) = (words.Length, expected);
        for (int order = 0; order < Orders; order++)
        {
            counts[2 + order] = table.Counts[order].Zip(most[order], Math.Min).Sum();
            counts[2 + Orders + order] = table.Counts[order].Length;
        }
    }

    private static int Closer(int length, int first, int second)
    {
        int difference = Math.Abs(length - first) - Math.Abs(length - second);
        return difference > 0 || (difference == 0 && second < first) ? second : first;
    }
}
