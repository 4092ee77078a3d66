namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Porter's suffix stripping (Porter 1980, "An algorithm for suffix stripping") with the extensions that NLTK made
/// its default: irregular forms, <c>-ies</c>/<c>-ied</c> of short words, a stricter <c>y</c> rule, <c>-fulli</c>
/// and <c>-logi</c>.
/// </summary>
internal static class PorterStemmer
{
    /// <summary>Stems a word in place.</summary>
    /// <param name="word">Lower-case ASCII letters and digits; overwritten.</param>
    /// <returns>Length of the stem, never more than the word's.</returns>
    public static int Stem(Span<byte> word)
    {
        if (Irregular(word) is { IsEmpty: false } known)
        {
            known.CopyTo(word);
            return known.Length;
        }

        if (word.Length <= 2)
        {
            return word.Length;
        }

        StemBuffer stem = new(word);
        RemovePlural(ref stem);
        RemovePastAndProgressive(ref stem);
        if (stem.EndsWith("y"u8) && stem.Length > 2 && stem.IsConsonant(stem.Length - 2))
        {
            stem.Replace(1, "i"u8);
        }

        PorterSuffixes.ReduceDouble(ref stem);
        PorterSuffixes.ReduceSingle(ref stem);
        PorterSuffixes.RemoveLast(ref stem);
        RemoveFinalE(ref stem);
        if (stem.EndsWith("ll"u8) && stem.Measure(stem.Length - 1) > 1)
        {
            stem.Replace(1, []);
        }

        return stem.Length;
    }

    private static ReadOnlySpan<byte> Irregular(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.Length is < 3 or > 8 => [],
        _ when word.SequenceEqual("sky"u8) || word.SequenceEqual("skies"u8) => "sky"u8,
        _ when word.SequenceEqual("dying"u8) => "die"u8,
        _ when word.SequenceEqual("lying"u8) => "lie"u8,
        _ when word.SequenceEqual("tying"u8) => "tie"u8,
        _ when word.SequenceEqual("news"u8) => "news"u8,
        _ when word.SequenceEqual("innings"u8) || word.SequenceEqual("inning"u8) => "inning"u8,
        _ when word.SequenceEqual("outings"u8) || word.SequenceEqual("outing"u8) => "outing"u8,
        _ when word.SequenceEqual("cannings"u8) || word.SequenceEqual("canning"u8) => "canning"u8,
        _ when word.SequenceEqual("howe"u8) => "howe"u8,
        _ when word.SequenceEqual("proceed"u8) => "proceed"u8,
        _ when word.SequenceEqual("exceed"u8) => "exceed"u8,
        _ when word.SequenceEqual("succeed"u8) => "succeed"u8,
        _ => [],
    };

    private static void RemovePlural(ref StemBuffer stem)
    {
        if (stem.EndsWith("ies"u8))
        {
            stem.Replace(stem.Length == 4 ? 1 : 2, []);
        }
        else if (stem.EndsWith("sses"u8))
        {
            stem.Replace(2, []);
        }
        else if (stem.EndsWith("s"u8) && !stem.EndsWith("ss"u8))
        {
            stem.Replace(1, []);
        }
    }

    private static void RemovePastAndProgressive(ref StemBuffer stem)
    {
        if (stem.EndsWith("ied"u8))
        {
            stem.Replace(stem.Length == 4 ? 1 : 2, []);
            return;
        }

        if (stem.EndsWith("eed"u8))
        {
            if (stem.Measure(stem.Length - 3) > 0)
            {
                stem.Replace(1, []);
            }

            return;
        }

        int suffix = stem.EndsWith("ed"u8) ? 2 : stem.EndsWith("ing"u8) ? 3 : 0;
        if (suffix == 0 || !stem.ContainsVowel(stem.Length - suffix))
        {
            return;
        }

        stem.Replace(suffix, []);
        if (stem.EndsWith("at"u8) || stem.EndsWith("bl"u8) || stem.EndsWith("iz"u8))
        {
            stem.Replace(0, "e"u8);
        }
        else if (stem.EndsInDoubleConsonant)
        {
            stem.Replace(stem.Last is (byte)'l' or (byte)'s' or (byte)'z' ? 0 : 1, []);
        }
        else if (stem.Measure(stem.Length) == 1 && stem.EndsInShortSyllable(stem.Length))
        {
            stem.Replace(0, "e"u8);
        }
    }

    private static void RemoveFinalE(ref StemBuffer stem)
    {
        if (!stem.EndsWith("e"u8))
        {
            return;
        }

        int length = stem.Length - 1;
        int measure = stem.Measure(length);
        if (measure > 1 || (measure == 1 && !stem.EndsInShortSyllable(length)))
        {
            stem.Replace(1, []);
        }
    }
}
