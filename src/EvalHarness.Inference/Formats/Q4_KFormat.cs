using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q4_K: 8 sub-blocks of 32 weights. Block: half d, half dmin, bytes sc[12] with six-bit scales S and minima M, bytes
/// qs[128]; sub-blocks 2c and 2c + 1 are the low and high nibbles of qs[32 c] to qs[32 c + 31]; w = d S q - dmin M.
/// </summary>
internal sealed class Q4_KFormat() : GridFormat(TensorType.Q4_K, 32, 0, 15)
{
    private const int ScalesAt = 4;
    private const int QuantsAt = 16;

    public override bool HasMinimum => true;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        float dmin = ReadHalf(block[2..]);
        for (int subBlock = 0; subBlock < 8; subBlock++)
        {
            (int s, int m) = SixBitScales.Read(block[ScalesAt..QuantsAt], subBlock);
            float scale = d * s;
            float minimum = dmin * m;
            ReadOnlySpan<byte> q = block.Slice(QuantsAt + (32 * (subBlock / 2)), 32);
            int shift = 4 * (subBlock % 2);
            for (int l = 0; l < 32; l++)
            {
                values[(32 * subBlock) + l] = (scale * ((q[l] >> shift) & 15)) - minimum;
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
            SixBitScales.Write(block[ScalesAt..QuantsAt], j, s[j], m[j]);
            (scales[j], minima[j]) = (d * s[j], -dmin * m[j]);
        }
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            block[QuantsAt + (32 * (i / 64)) + (i % 32)] |= (byte)(codes[i] << (4 * (i / 32 % 2)));
        }
    }
}
