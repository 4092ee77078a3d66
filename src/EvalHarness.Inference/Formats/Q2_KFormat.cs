using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q2_K: 16 sub-blocks of 16 weights. Block: bytes sc[16] (scale in the low nibble, minimum in the high one), bytes
/// qs[64], half d, half dmin. Weight 128 n + 32 g + l is bits 2g and 2g + 1 of qs[32 n + l];
/// w = d (sc &amp; 15) q - dmin (sc >> 4).
/// </summary>
internal sealed class Q2_KFormat() : GridFormat(TensorType.Q2_K, 16, 0, 3)
{
    private const int QuantsAt = 16;
    private const int ScaleAt = 80;
    private const int MinimumAt = 82;

    public override bool HasMinimum => true;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block[ScaleAt..]);
        float dmin = ReadHalf(block[MinimumAt..]);
        ReadOnlySpan<byte> quants = block[QuantsAt..ScaleAt];
        for (int subBlock = 0; subBlock < 16; subBlock++)
        {
            float scale = d * (block[subBlock] & 15);
            float minimum = dmin * (block[subBlock] >> 4);
            ReadOnlySpan<byte> q = quants.Slice((32 * (subBlock / 8)) + (16 * (subBlock % 2)), 16);
            int shift = 2 * (subBlock / 2 % 4);
            for (int l = 0; l < 16; l++)
            {
                values[(16 * subBlock) + l] = (scale * ((q[l] >> shift) & 3)) - minimum;
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
        Span<int> m = stackalloc int[16];
        (float d, float dmin) = AffineSubBlocks.Find(values, importance, Highest, 15, s, m);
        block.Clear();
        WriteHalf(block[ScaleAt..], d);
        WriteHalf(block[MinimumAt..], dmin);
        for (int j = 0; j < s.Length; j++)
        {
            block[j] = (byte)(s[j] | (m[j] << 4));
            (scales[j], minima[j]) = (d * s[j], -dmin * m[j]);
        }
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            block[QuantsAt + (32 * (i / 128)) + (i % 32)] |= (byte)(codes[i] << (2 * (i / 32 % 4)));
        }
    }
}
