using System.Text;

namespace EvalHarness.Unicode;

/// <summary>
/// Unicode normalization form C (UAX #15), the same on every machine: the runtime leaves a text as it is where no
/// culture data is installed.
/// </summary>
internal static class CanonicalForm
{
    private const int LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7, SyllableBase = 0xAC00;
    private const int Leads = 19, Vowels = 21, Trails = 28;
    private const char LastLatin1 = '\u00FF';

    /// <summary>Composes a text: "e" and a combining acute accent become "é". Half a surrogate pair stays.</summary>
    public static string Compose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(character => character <= LastLatin1))
        {
            return text;
        }

        List<int> codes = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            Decompose(isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i], codes);
        }

        Reorder(codes);
        Join(codes);
        StringBuilder composed = new(text.Length);
        foreach (int code in codes)
        {
            composed.Append(code > char.MaxValue ? char.ConvertFromUtf32(code) : ((char)code).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int code, List<int> codes)
    {
        int syllable = code - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Trails)
        {
            codes.Add(LeadBase + (syllable / (Vowels * Trails)));
            codes.Add(VowelBase + (syllable % (Vowels * Trails) / Trails));
            codes.AddRange(syllable % Trails > 0 ? [TrailBase + (syllable % Trails)] : []);
        }
        else if (CanonicalData.FindParts(code) is { } parts)
        {
            foreach (int part in parts)
            {
                Decompose(part, codes);
            }
        }
        else
        {
            codes.Add(code);
        }
    }

    // Marks behind a base are sorted by their class; equal classes keep their order.
    private static void Reorder(List<int> codes)
    {
        for (int i = 1; i < codes.Count; i++)
        {
            int code = codes[i];
            int order = CanonicalData.ClassOf(code);
            int at = i;
            while (order > 0 && at > 0 && CanonicalData.ClassOf(codes[at - 1]) > order)
            {
                codes[at] = codes[at - 1];
                at--;
            }

            codes[at] = code;
        }
    }

    private static void Join(List<int> codes)
    {
        int starter = -1;
        int lastClass = 0;
        int kept = 0;
        foreach (int code in codes.ToArray())
        {
            int order = CanonicalData.ClassOf(code);
            bool isAdjacent = starter == kept - 1;
            if (starter >= 0 && (isAdjacent || (lastClass < order && lastClass > 0))
                && Pair(codes[starter], code) is { } joined)
            {
                codes[starter] = joined;
                continue;
            }

            starter = order == 0 ? kept : starter;
            lastClass = order;
            codes[kept++] = code;
        }

        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return SyllableBase + (((lead * Vowels) + vowel) * Trails);
        }

        int syllable = first - SyllableBase;
        int trail = second - TrailBase;
        return syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 && trail is > 0 and < Trails
            ? first + trail
            : CanonicalData.FindComposite(first, second);
    }
}
