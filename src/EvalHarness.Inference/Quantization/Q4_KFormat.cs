using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>
/// Q4_K: 8 sub-blocks of 32 weights. Block: half d, half dmin, bytes sc[12] with six-bit scales S and minima M, bytes
/// qs[128]; sub-blocks 2c and 2c + 1 are the low and high nibbles of qs[32 c] to qs[32 c + 31]; w = d S q - dmin M.
/// </summary>
internal sealed class Q4_KFormat() : BlockFormat(TensorType.Q4_K)
{
    private const int ScalesAt = 4;
    private const int QuantsAt = 16;

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

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<int> scales = stackalloc int[8];
        Span<int> minima = stackalloc int[8];
        Span<int> codes = stackalloc int[256];
        (float d, float dmin) = AffineSubBlocks.Quantize(values, 15, 63, scales, minima, codes);
        block.Clear();
        WriteHalf(block, d);
        WriteHalf(block[2..], dmin);
        for (int j = 0; j < 8; j++)
        {
            SixBitScales.Write(block[ScalesAt..QuantsAt], j, scales[j], minima[j]);
        }

        for (int i = 0; i < codes.Length; i++)
        {
            block[QuantsAt + (32 * (i / 64)) + (i % 32)] |= (byte)(codes[i] << (4 * (i / 32 % 2)));
        }
    }
}
