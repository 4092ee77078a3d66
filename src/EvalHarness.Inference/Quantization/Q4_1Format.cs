using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>
/// Q4_1: 32 weights share a scale and a minimum. Block: half d, half m, bytes qs[16]; weights 0 to 15 in the low
/// nibbles, 16 to 31 in the high ones; w = d q + m.
/// </summary>
internal sealed class Q4_1Format() : BlockFormat(TensorType.Q4_1)
{
    private const int QuantsAt = 4;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        float m = ReadHalf(block[2..]);
        for (int i = 0; i < 16; i++)
        {
            values[i] = (d * (block[QuantsAt + i] & 15)) + m;
            values[i + 16] = (d * (block[QuantsAt + i] >> 4)) + m;
        }
    }

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        (float d, float m) = SimpleScales.FindAffine(values, 15);
        WriteHalf(block, d);
        WriteHalf(block[2..], m);
        Span<int> codes = stackalloc int[32];
        ScaleSearch.Encode(values, d, m, 0, 15, codes);
        for (int i = 0; i < 16; i++)
        {
            block[QuantsAt + i] = (byte)(codes[i] | (codes[i + 16] << 4));
        }
    }
}
