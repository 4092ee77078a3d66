using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The language counts a text by code points; here they are UTF-16 units, two for some of them.</summary>
internal static class CodePoints
{
    /// <summary>How many code points of a part take two units.</summary>
    public static int Pairs(string text, int start, int length)
    {
        ReadOnlySpan<char> part = text.AsSpan(start, length);
        if (!part.ContainsAnyInRange('\ud800', '\udbff'))
        {
            return 0;
        }

        int pairs = 0;
        for (int i = 0; i + 1 < part.Length; i++)
        {
            if (char.IsSurrogatePair(part[i], part[i + 1]))
            {
                pairs++;
                i++;
            }
        }

        return pairs;
    }

    /// <summary>Where each code point begins, and the end; <c>null</c> where offset and number are the same.</summary>
    public static int[]? Offsets(string text, Meter meter)
    {
        meter.Step(text.Length / 64);
        int pairs = Pairs(text, 0, text.Length);
        if (pairs == 0)
        {
            return null;
        }

        int count = text.Length - pairs;
        meter.Reserve(4L * count);
        meter.Step(text.Length / 16);
        int[] offsets = new int[count + 1];
        for (int i = 0, at = 0; i < count; i++)
        {
            offsets[i] = at;
            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
        }

        offsets[count] = text.Length;
        return offsets;
    }
}
