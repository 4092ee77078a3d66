using System.Runtime.InteropServices;
using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// chrF2 (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation") with sacreBLEU's conventions:
/// sequences of 1 to 6 characters without white space, recall weighted twice, orders that one side lacks left out;
/// 0–100.
/// </summary>
public static class CharacterF
{
    private const int Orders = 6;
    private const double RecallWeight = 4;

    /// <summary>Score of one text against the best of its references.</summary>
    /// <param name="prediction">The model's text.</param>
    /// <param name="references">At least one.</param>
    public static double Sentence(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        Rune[] given = Characters(prediction);
        return references.Max(reference => Compute(given, Characters(reference)));
    }

    private static double Compute(Rune[] prediction, Rune[] reference)
    {
        double precision = 0;
        double recall = 0;
        int orders = Math.Min(Orders, Math.Min(prediction.Length, reference.Length));
        for (int order = 1; order <= orders; order++)
        {
            int matches = Matches(prediction, reference, order);
            precision += (double)matches / (prediction.Length - order + 1);
            recall += (double)matches / (reference.Length - order + 1);
        }

        if (precision + recall == 0)
        {
            return 0;
        }

        precision /= orders;
        recall /= orders;
        return 100 * (1 + RecallWeight) * precision * recall / ((RecallWeight * precision) + recall);
    }

    private static int Matches(Rune[] prediction, Rune[] reference, int order)
    {
        Dictionary<string, int> left = new(StringComparer.Ordinal);
        for (int i = 0; i + order <= reference.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(left, Join(reference, i, order), out _)++;
        }

        int matches = 0;
        for (int i = 0; i + order <= prediction.Length; i++)
        {
            string ngram = Join(prediction, i, order);
            if (left.TryGetValue(ngram, out int count) && count > 0)
            {
                left[ngram] = count - 1;
                matches++;
            }
        }

        return matches;
    }

    private static string Join(Rune[] characters, int start, int length)
    {
        Span<char> buffer = stackalloc char[2 * Orders];
        int used = 0;
        foreach (Rune character in characters.AsSpan(start, length))
        {
            used += character.EncodeToUtf16(buffer[used..]);
        }

        return new string(buffer[..used]);
    }

    private static Rune[] Characters(string text) =>
        [.. text.EnumerateRunes().Where(character => !SacreBleuSpace.IsSpace(character))];
}
