using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q6_K: 16 sub-blocks of 16 weights. Block: bytes ql[128], bytes qh[64], signed bytes sc[16], half d. Weight
/// 128 n + 32 g + l has the low (g &lt; 2) or high nibble of ql[64 n + 32 (g % 2) + l] and above it bits 2g and 2g + 1
/// of qh[32 n + l]; w = d sc (q - 32).
/// </summary>
internal sealed class Q6_KFormat() : GridFormat(TensorType.Q6_K, 16, -32, 31)
{
    private const int HighBitsAt = 128;
    private const int ScalesAt = 192;
    private const int ScaleAt = 208;

    public override bool HasMinimum => false;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block[ScaleAt..]);
        ReadOnlySpan<sbyte> scales = MemoryMarshal.Cast<byte, sbyte>(block[ScalesAt..ScaleAt]);
        for (int subBlock = 0; subBlock < 16; subBlock++)
        {
            float scale = d * scales[subBlock];
            (int n, int g, int from) = (subBlock / 8, subBlock / 2 % 4, 16 * (subBlock % 2));
            ReadOnlySpan<byte> low = block.Slice((64 * n) + (32 * (g % 2)) + from, 16);
            ReadOnlySpan<byte> high = block.Slice(HighBitsAt + (32 * n) + from, 16);
            for (int l = 0; l < 16; l++)
            {
                int q = ((low[l] >> (4 * (g / 2))) & 15) | (((high[l] >> (2 * g)) & 3) << 4);
                values[(16 * subBlock) + l] = scale * (q - 32);
            }
        }
    }

    public override void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima)
    {
        Span<int> s = stackalloc int[16];
        float d = SymmetricSubBlocks.Find(values, importance, -Lowest, 128, s);
        block.Clear();
        WriteHalf(block[ScaleAt..], d);
        for (int j = 0; j < s.Length; j++)
        {
            block[ScalesAt + j] = (byte)s[j];
            (scales[j], minima[j]) = (d * s[j], 0);
        }
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            (int n, int g, int l) = (i / 128, i / 32 % 4, i % 32);
            int code = codes[i] + 32;
            block[(64 * n) + (32 * (g % 2)) + l] |= (byte)((code & 15) << (4 * (g / 2)));
            block[HighBitsAt + (32 * n) + l] |= (byte)((code >> 4) << (2 * g));
        }
    }
}
