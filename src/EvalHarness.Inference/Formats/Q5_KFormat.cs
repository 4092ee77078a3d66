using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q5_K: as Q4_K with a fifth bit. Block: half d, half dmin, bytes sc[12], bytes qh[32], bytes qs[128]; the fifth bit
/// of weight l of sub-block s is bit s of qh[l]; w = d S q - dmin M.
/// </summary>
internal sealed class Q5_KFormat() : GridFormat(TensorType.Q5_K, 32, 0, 31)
{
    private const int ScalesAt = 4;
    private const int HighBitsAt = 16;
    private const int QuantsAt = 48;

    public override bool HasMinimum => true;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        float dmin = ReadHalf(block[2..]);
        ReadOnlySpan<byte> high = block[HighBitsAt..QuantsAt];
        for (int subBlock = 0; subBlock < 8; subBlock++)
        {
            (int s, int m) = SixBitScales.Read(block[ScalesAt..HighBitsAt], subBlock);
            float scale = d * s;
            float minimum = dmin * m;
            ReadOnlySpan<byte> low = block.Slice(QuantsAt + (32 * (subBlock / 2)), 32);
            int shift = 4 * (subBlock % 2);
            for (int l = 0; l < 32; l++)
            {
                int q = ((low[l] >> shift) & 15) | (((high[l] >> subBlock) & 1) << 4);
                values[(32 * subBlock) + l] = (scale * q) - minimum;
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
        Span<int> s = stackalloc int[8];
        Span<int> m = stackalloc int[8];
        (float d, float dmin) = AffineSubBlocks.Find(values, importance, Highest, 63, s, m);
        block.Clear();
        WriteHalf(block, d);
        WriteHalf(block[2..], dmin);
        for (int j = 0; j < s.Length; j++)
        {
            SixBitScales.Write(block[ScalesAt..HighBitsAt], j, s[j], m[j]);
            (scales[j], minima[j]) = (d * s[j], -dmin * m[j]);
        }
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            block[QuantsAt + (32 * (i / 64)) + (i % 32)] |= (byte)((codes[i] & 15) << (4 * (i / 32 % 2)));
            block[HighBitsAt + (i % 32)] |= (byte)((codes[i] >> 4) << (i / 32));
        }
    }
}
