using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q3_K: 16 sub-blocks of 16 weights. Block: bytes hmask[32], bytes qs[64], bytes sc[12] with 16 six-bit scales, half
/// d. Weight 128 n + 32 g + l has bits 2g and 2g + 1 of qs[32 n + l], less 4 unless bit 4 n + g of hmask[l] is set;
/// w = d (scale - 32) q.
/// </summary>
internal sealed class Q3_KFormat() : GridFormat(TensorType.Q3_K, 16, -4, 3)
{
    private const int QuantsAt = 32;
    private const int ScalesAt = 96;
    private const int ScaleAt = 108;

    public override bool HasMinimum => false;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block[ScaleAt..]);
        ReadOnlySpan<byte> scales = block[ScalesAt..ScaleAt];
        for (int subBlock = 0; subBlock < 16; subBlock++)
        {
            float scale = d * (ReadScale(scales, subBlock) - 32);
            int from = 16 * (subBlock % 2);
            ReadOnlySpan<byte> low = block.Slice(QuantsAt + (32 * (subBlock / 8)) + from, 16);
            ReadOnlySpan<byte> high = block.Slice(from, 16);
            int shift = 2 * (subBlock / 2 % 4);
            for (int l = 0; l < 16; l++)
            {
                int q = ((low[l] >> shift) & 3) - (((high[l] >> (subBlock / 2)) & 1) == 0 ? 4 : 0);
                values[(16 * subBlock) + l] = scale * q;
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
        float d = SymmetricSubBlocks.Find(values, importance, -Lowest, 32, s);
        block.Clear();
        WriteHalf(block[ScaleAt..], d);
        for (int j = 0; j < s.Length; j++)
        {
            WriteScale(block[ScalesAt..ScaleAt], j, s[j] + 32);
            (scales[j], minima[j]) = (d * s[j], 0);
        }
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            int code = codes[i] + 4;
            block[QuantsAt + (32 * (i / 128)) + (i % 32)] |= (byte)((code & 3) << (2 * (i / 32 % 4)));
            block[i % 32] |= (byte)((code >> 2) << (i / 32));
        }
    }

    private static int ReadScale(ReadOnlySpan<byte> scales, int j) =>
        (j < 8 ? scales[j] & 15 : scales[j - 8] >> 4) | (((scales[8 + (j % 4)] >> (2 * (j / 4))) & 3) << 4);

    private static void WriteScale(Span<byte> scales, int j, int scale)
    {
        scales[j % 8] |= (byte)((scale & 15) << (j < 8 ? 0 : 4));
        scales[8 + (j % 4)] |= (byte)((scale >> 4) << (2 * (j / 4)));
    }
}
