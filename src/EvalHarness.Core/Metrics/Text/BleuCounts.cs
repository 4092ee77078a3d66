using System.Runtime.InteropServices;

namespace EvalHarness.Metrics.Text;

/// <summary>What BLEU sums over segments.</summary>
internal sealed class BleuCounts(int orders)
{
    /// <summary>(orders) n-grams of the predictions that a reference of the segment holds, clipped.</summary>
    public long[] Matches { get; } = new long[orders];

    /// <summary>(orders) n-grams of the predictions.</summary>
    public long[] Totals { get; } = new long[orders];

    /// <summary>Words of the predictions.</summary>
    public long Predicted { get; private set; }

    /// <summary>Words of the references closest in length; the shorter wins a tie.</summary>
    public long Expected { get; private set; }

    /// <summary>Adds one segment.</summary>
    public void Add(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        string[] words = BleuTokenizer.Tokenize(prediction);
        string[][] expected = [.. references.Select(BleuTokenizer.Tokenize)];
        Predicted += words.Length;
        Expected += expected.Select(reference => reference.Length)
            .MinBy(length => (Math.Abs(length - words.Length), length));
        for (int order = 1; order <= Matches.Length; order++)
        {
            Dictionary<string, int> most = new(StringComparer.Ordinal);
            foreach (string[] reference in expected)
            {
                foreach ((string ngram, int count) in Count(reference, order))
                {
                    ref int highest = ref CollectionsMarshal.GetValueRefOrAddDefault(most, ngram, out _);
                    highest = Math.Max(highest, count);
                }
            }

            Totals[order - 1] += Math.Max(words.Length - order + 1, 0);
            Matches[order - 1] += Count(words, order).Sum(
                ngram => Math.Min(ngram.Value, most.GetValueOrDefault(ngram.Key)));
        }
    }

    // A blank cannot be part of a word, so it joins words without ambiguity.
    private static Dictionary<string, int> Count(string[] words, int order)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i + order <= words.Length; i++)
        {
            string ngram = string.Join(' ', words, i, order);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, ngram, out _)++;
        }

        return counts;
    }
}
