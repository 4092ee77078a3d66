namespace EvalHarness.Inference.Formats;

/// <summary>
/// Codes of two to twelve bits one after the other, the lowest bits first, as little-endian numbers have them.
/// </summary>
internal static class BitPacking
{
    /// <summary>Writes unsigned codes; their number times their bits is a whole number of bytes.</summary>
    public static void Pack(ReadOnlySpan<int> codes, int bits, Span<byte> target)
    {
        uint held = 0;
        int count = 0;
        int at = 0;
        foreach (int code in codes)
        {
            held |= (uint)code << count;
            for (count += bits; count >= 8; count -= 8)
            {
                target[at++] = (byte)held;
                held >>= 8;
            }
        }
    }

    /// <summary>Reads unsigned codes.</summary>
    public static void Unpack(ReadOnlySpan<byte> source, int bits, Span<int> codes)
    {
        uint held = 0;
        int count = 0;
        int at = 0;
        uint mask = (1u << bits) - 1;
        for (int i = 0; i < codes.Length; i++)
        {
            for (; count < bits; count += 8)
            {
                held |= (uint)source[at++] << count;
            }

            codes[i] = (int)(held & mask);
            held >>= bits;
            count -= bits;
        }
    }
}
