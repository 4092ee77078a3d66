using System.Buffers.Binary;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// 32 codes of five bits: 32 fifth bits, then 16 bytes with the low four bits of weights i and i + 16.
/// </summary>
internal static class FiveBitCodes
{
    public static void Unpack(ReadOnlySpan<byte> packed, Span<int> codes)
    {
        uint high = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        for (int i = 0; i < 16; i++)
        {
            codes[i] = (packed[4 + i] & 15) | (int)(((high >> i) & 1) << 4);
            codes[i + 16] = (packed[4 + i] >> 4) | (int)(((high >> (i + 16)) & 1) << 4);
        }
    }

    public static void Pack(ReadOnlySpan<int> codes, Span<byte> packed)
    {
        uint high = 0;
        for (int i = 0; i < 16; i++)
        {
            high |= (uint)(codes[i] >> 4) << i;
            high |= (uint)(codes[i + 16] >> 4) << (i + 16);
            packed[4 + i] = (byte)((codes[i] & 15) | ((codes[i + 16] & 15) << 4));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(packed, high);
    }
}
