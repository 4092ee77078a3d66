using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>Steps 2 to 4 of Porter's algorithm: lists of suffixes of which the first that fits decides.</summary>
internal static class PorterSuffixes
{
    private static readonly (byte[] Suffix, byte[] Replacement)[] s_double = Rules(
        "ational ate", "tional tion", "enci ence", "anci ance", "izer ize", "bli ble", "alli al", "entli ent",
        "eli e", "ousli ous", "ization ize", "ation ate", "ator ate", "alism al", "iveness ive", "fulness ful",
        "ousness ous", "aliti al", "iviti ive", "biliti ble", "fulli ful");

    private static readonly (byte[] Suffix, byte[] Replacement)[] s_single = Rules(
        "icate ic", "ative ", "alize al", "iciti ic", "ical ic", "ful ", "ness ");

    private static readonly (byte[] Suffix, byte[] Replacement)[] s_last = Rules(
        "al ", "ance ", "ence ", "er ", "ic ", "able ", "ible ", "ant ", "ement ", "ment ", "ent ", "ion ", "ou ",
        "ism ", "ate ", "iti ", "ous ", "ive ", "ize ");

    /// <summary>Step 2: a double suffix becomes a single one where what is before it has a measure above 0.</summary>
    public static void ReduceDouble(ref StemBuffer stem)
    {
        while (stem.EndsWith("alli"u8) && stem.Measure(stem.Length - 4) > 0)
        {
            stem.Replace(2, []);
        }

        if (Apply(ref stem, s_double, leastMeasure: 1))
        {
            return;
        }

        if (stem.EndsWith("logi"u8) && stem.Measure(stem.Length - 3) > 0)
        {
            stem.Replace(1, []);
        }
    }

    /// <summary>Step 3: a single suffix is shortened or removed.</summary>
    public static void ReduceSingle(ref StemBuffer stem) => Apply(ref stem, s_single, leastMeasure: 1);

    /// <summary>Step 4: the last suffix is removed where a measure above 1 is left.</summary>
    public static void RemoveLast(ref StemBuffer stem) => Apply(ref stem, s_last, leastMeasure: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Apply(ref StemBuffer stem, (byte[] Suffix, byte[] Replacement)[] rules, int leastMeasure)
    {
        foreach ((byte[] suffix, byte[] replacement) in rules)
        {
            if (!stem.EndsWith(suffix))
            {
                continue;
            }

            if (stem.Measure(stem.Length - suffix.Length) >= leastMeasure && MayRemove(stem, suffix))
            {
                stem.Replace(suffix.Length, replacement);
            }

            return true;
        }

        return false;
    }

    // "-ion" goes only behind s or t.
    private static bool MayRemove(StemBuffer stem, ReadOnlySpan<byte> suffix) =>
        !suffix.SequenceEqual("ion"u8) || stem.EndsWith("sion"u8) || stem.EndsWith("tion"u8);

    private static (byte[] Suffix, byte[] Replacement)[] Rules(params string[] rules) =>
    [
        .. rules.Select(rule => rule.Split(' ')).Select(parts =>
            (System.Text.Encoding.ASCII.GetBytes(parts[0]), System.Text.Encoding.ASCII.GetBytes(parts[1]))),
    ];
}
