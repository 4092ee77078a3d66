namespace EvalHarness.Metrics.Text;

/// <summary>
/// chrF2 (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation") with sacreBLEU's conventions:
/// sequences of 1 to 6 characters without white space, recall weighted twice, orders that one side lacks left out;
/// 0–100. chrF++ has sequences of words besides.
/// </summary>
public static class CharacterF
{
    private const int Orders = 6;
    private const double RecallWeight = 4;
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Score of one text against the best of its references.</summary>
    /// <param name="prediction">The model's text.</param>
    /// <param name="references">At least one.</param>
    public static double Sentence(string prediction, IReadOnlyList<string> references)
    {
        double[] counts = new double[CountsFor(wordOrders: 0)];
        Count(prediction, references, wordOrders: 0, counts);
        return Compute(counts);
    }

    /// <summary>How many counts a segment has: of each order the n-grams of the prediction, of the reference, and of
    /// both.</summary>
    internal static int CountsFor(int wordOrders) => 3 * (Orders + wordOrders);

    /// <summary>The counts of a segment against the reference with the best score, the first of equal ones.</summary>
    internal static void Count(
        string prediction, IReadOnlyList<string> references, int wordOrders, Span<double> counts)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        WordNumbers numbers = new();
        int[] given = Characters(prediction);
        int[] words = wordOrders > 0 ? numbers.Add(Words(prediction)) : [];
        NGramTable characterTable = new(given, Orders);
        NGramTable wordTable = new(words, wordOrders);
        double best = -1;
        double[] found = new double[counts.Length];
        foreach (string reference in references)
        {
            Match(characterTable, given, Characters(reference), found);
            Match(wordTable, words, wordOrders > 0 ? numbers.Add(Words(reference)) : [], found.AsSpan(3 * Orders));
            if (Compute(found) is var score && score > best)
            {
                best = score;
                found.CopyTo(counts);
            }
        }
    }

    /// <summary>The score of counts.</summary>
    internal static double Compute(ReadOnlySpan<double> counts)
    {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int i = 0; i < counts.Length; i += 3)
        {
            (double given, double expected, double matches) = (counts[i], counts[i + 1], counts[i + 2]);
            if (given > 0 && expected > 0)
            {
                precision += matches / given;
                recall += matches / expected;
                orders++;
            }
        }

        if (precision + recall == 0)
        {
            return 0;
        }

        precision /= orders;
        recall /= orders;
        return 100 * (1 + RecallWeight) * precision * recall / ((RecallWeight * precision) + recall);
    }

    private static void Match(NGramTable table, int[] given, int[] expected, Span<double> counts)
    {
        int[][] found = table.CountIn(expected);
        for (int order = 0; order < found.Length; order++)
        {
            // Without an n-gram of the reference, those of the prediction do not count either.
            int wanted = Math.Max(expected.Length - order, 0);
            counts[3 * order] = wanted == 0 ? 0 : Math.Max(given.Length - order, 0);
            counts[(3 * order) + 1] = wanted;
            int matches = 0;
            for (int i = 0; i < found[order].Length; i++)
            {
                matches += Math.Min(found[order][i], table.Counts[order][i]);
            }

            counts[(3 * order) + 2] = matches;
        }
    }

    private static int[] Characters(string text) =>
        [.. text.EnumerateRunes().Where(rune => !SacreBleuSpace.IsSpace(rune)).Select(rune => rune.Value)];

    // One mark of punctuation is a word of its own, the one at the end before the one at the start.
    private static string[] Words(string text)
    {
        List<string> words = [];
        foreach (string word in text.Split(SacreBleuSpace.Characters, StringSplitOptions.RemoveEmptyEntries))
        {
            bool isOne = word.Length == 1 || (word.Length == 2 && char.IsSurrogatePair(word, 0));
            words.AddRange(
                isOne ? [word]
                : Punctuation.Contains(word[^1]) ? [word[..^1], word[^1..]]
                : Punctuation.Contains(word[0]) ? [word[..1], word[1..]]
                : [word]);
        }

        return [.. words];
    }
}
