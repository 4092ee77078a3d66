using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>
/// Q5_0: 32 weights share a scale. Block: half d, 32 bits qh with the fifth bit of each weight, bytes qs[16] with the
/// low four as in Q4_0; w = d (q - 16).
/// </summary>
internal sealed class Q5_0Format() : BlockFormat(TensorType.Q5_0)
{
    private const int HighBitsAt = 2;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        Span<int> codes = stackalloc int[32];
        FiveBitCodes.Unpack(block[HighBitsAt..], codes);
        for (int i = 0; i < codes.Length; i++)
        {
            values[i] = d * (codes[i] - 16);
        }
    }

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        float d = WriteHalf(block, SimpleScales.FindSymmetric(values, 16));
        Span<int> codes = stackalloc int[32];
        ScaleSearch.Encode(values, d, 0, -16, 15, codes);
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] += 16;
        }

        FiveBitCodes.Pack(codes, block[HighBitsAt..]);
    }
}
