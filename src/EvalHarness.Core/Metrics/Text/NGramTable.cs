namespace EvalHarness.Metrics.Text;

/// <summary>
/// The n-grams of one text, of one token up to some number, each with a small number of its own, so that those of other
/// texts are counted against them.
/// </summary>
internal sealed class NGramTable
{
    private readonly Dictionary<long, int>[] _ids;

    /// <summary>Counts the n-grams of a text.</summary>
    /// <param name="tokens">Numbers of its tokens, 0 or more.</param>
    /// <param name="orders">Longest n-gram.</param>
    public NGramTable(ReadOnlySpan<int> tokens, int orders)
    {
        _ids = new Dictionary<long, int>[orders];
        Counts = new int[orders][];
        int[] grams = new int[tokens.Length];
        for (int order = 1; order <= orders; order++)
        {
            int length = Math.Max(tokens.Length - order + 1, 0);
            Dictionary<long, int> ids = new(length);
            int[] counts = new int[length];
            for (int i = 0; i < length; i++)
            {
                long key = Key(grams, tokens, i, order);
                if (!ids.TryGetValue(key, out int id))
                {
                    id = ids.Count;
                    ids.Add(key, id);
                }

                counts[id]++;
                grams[i] = id;
            }

            (_ids[order - 1], Counts[order - 1]) = (ids, counts);
        }
    }

    /// <summary>(orders)(n-grams) How often each n-gram occurs.</summary>
    public int[][] Counts { get; }

    /// <summary>How often each n-gram of this text occurs in another.</summary>
    /// <param name="tokens">Numbers of the other's tokens; negative for one that this text has not.</param>
    /// <returns>(orders)(n-grams) In the order of <see cref="Counts"/>.</returns>
    public int[][] CountIn(ReadOnlySpan<int> tokens)
    {
        int[][] counts = Array.ConvertAll(Counts, own => new int[own.Length]);
        int[] grams = new int[tokens.Length];
        for (int order = 1; order <= counts.Length; order++)
        {
            for (int i = 0; i + order <= tokens.Length; i++)
            {
                bool isKnown = grams[i] >= 0 && tokens[i + order - 1] >= 0;
                grams[i] = isKnown && _ids[order - 1].TryGetValue(Key(grams, tokens, i, order), out int id) ? id : -1;
                if (grams[i] >= 0)
                {
                    counts[order - 1][grams[i]]++;
                }
            }
        }

        return counts;
    }

    // The n-gram that is one shorter, and the token behind it.
    private static long Key(int[] grams, ReadOnlySpan<int> tokens, int start, int order) =>
        order == 1 ? tokens[start] : ((long)grams[start] << 32) | (uint)tokens[start + order - 1];
}
