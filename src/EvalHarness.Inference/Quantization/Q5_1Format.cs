using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>
/// Q5_1: 32 weights share a scale and a minimum. Block: half d, half m, then codes as in Q5_0; w = d q + m.
/// </summary>
internal sealed class Q5_1Format() : BlockFormat(TensorType.Q5_1)
{
    private const int HighBitsAt = 4;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        float m = ReadHalf(block[2..]);
        Span<int> codes = stackalloc int[32];
        FiveBitCodes.Unpack(block[HighBitsAt..], codes);
        for (int i = 0; i < codes.Length; i++)
        {
            values[i] = (d * codes[i]) + m;
        }
    }

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        (float d, float m) = SimpleScales.FindAffine(values, 31);
        WriteHalf(block, d);
        WriteHalf(block[2..], m);
        Span<int> codes = stackalloc int[32];
        ScaleSearch.Encode(values, d, m, 0, 31, codes);
        FiveBitCodes.Pack(codes, block[HighBitsAt..]);
    }
}
