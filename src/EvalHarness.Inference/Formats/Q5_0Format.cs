using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q5_0: 32 weights share a scale. Block: half d, 32 bits qh with the fifth bit of each weight, bytes qs[16] with the
/// low four as in Q4_0; w = d (q - 16).
/// </summary>
internal sealed class Q5_0Format() : GridFormat(TensorType.Q5_0, 32, -16, 15)
{
    private const int HighBitsAt = 2;

    public override bool HasMinimum => false;

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

    public override void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima) =>
        (scales[0], minima[0]) = WriteGrid(SimpleScales.FindSymmetric(values, importance, -Lowest), 0, block);

    public override (float Scale, float Minimum) WriteGrid(float scale, float minimum, Span<byte> block)
    {
        block.Clear();
        return (WriteHalf(block, scale), 0);
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        Span<int> shifted = stackalloc int[32];
        for (int i = 0; i < shifted.Length; i++)
        {
            shifted[i] = codes[i] + 16;
        }

        FiveBitCodes.Pack(shifted, block[HighBitsAt..]);
    }
}
