using EvalHarness.Metrics.Text;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Corpus;

/// <summary>Edits from a prediction to its references, and the length that they are divided by.</summary>
internal static class EditRates
{
    /// <summary>TER: lower case, the fewest edits of all references, their mean length.</summary>
    public static (double Edits, double Length) Translation(string prediction, IReadOnlyList<string> references)
    {
        WordNumbers numbers = new();
        int[] words = numbers.Add(Words(PythonText.Lower(prediction)));
        int fewest = int.MaxValue;
        double lengths = 0;
        foreach (string reference in references)
        {
            int[] expected = numbers.Add(Words(PythonText.Lower(reference)));
            fewest = Math.Min(fewest, TranslationEdits.Count(words, expected));
            lengths += expected.Length;
        }

        return (fewest, lengths / references.Count);
    }

    /// <summary>WER: words between white space, against the reference with the lowest rate.</summary>
    public static (double Edits, double Length) OfWords(string prediction, IReadOnlyList<string> references)
    {
        WordNumbers numbers = new();
        int[] words = numbers.Add(Words(prediction));
        return Nearest(references.Select(reference => numbers.Add(Words(reference))), words);
    }

    /// <summary>
    /// CER: code points, white space at the ends left out, against the reference with the lowest rate.
    /// </summary>
    public static (double Edits, double Length) OfCharacters(string prediction, IReadOnlyList<string> references) =>
        Nearest(references.Select(Characters), Characters(prediction));

    private static (double Edits, double Length) Nearest(IEnumerable<int[]> references, int[] given) => references
        .Select(expected => ((double)EditDistance.Between(given, expected), (double)expected.Length))
        .MinBy(rate => rate.Item2 > 0 ? rate.Item1 / rate.Item2 : rate.Item1);

    private static string[] Words(string text) =>
        text.Split(SacreBleuSpace.Characters, StringSplitOptions.RemoveEmptyEntries);

    private static int[] Characters(string text) =>
        [.. PythonText.Strip(text).EnumerateRunes().Select(rune => rune.Value)];
}
