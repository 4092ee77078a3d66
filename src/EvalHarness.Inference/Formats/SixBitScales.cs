namespace EvalHarness.Inference.Formats;

/// <summary>Eight scales and eight minima of six bits in twelve bytes, as Q4_K and Q5_K hold them.</summary>
internal static class SixBitScales
{
    /// <summary>Reads scale and minimum of a sub-block.</summary>
    public static (int Scale, int Minimum) Read(ReadOnlySpan<byte> packed, int subBlock) => subBlock < 4
        ? (packed[subBlock] & 63, packed[subBlock + 4] & 63)
        : ((packed[subBlock + 4] & 15) | ((packed[subBlock - 4] >> 6) << 4),
            (packed[subBlock + 4] >> 4) | ((packed[subBlock] >> 6) << 4));

    /// <summary>Adds scale and minimum of a sub-block to bytes that were zero at first.</summary>
    public static void Write(Span<byte> packed, int subBlock, int scale, int minimum)
    {
        if (subBlock < 4)
        {
            packed[subBlock] |= (byte)scale;
            packed[subBlock + 4] |= (byte)minimum;
            return;
        }

        packed[subBlock + 4] |= (byte)((scale & 15) | ((minimum & 15) << 4));
        packed[subBlock - 4] |= (byte)((scale >> 4) << 6);
        packed[subBlock] |= (byte)((minimum >> 4) << 6);
    }
}
