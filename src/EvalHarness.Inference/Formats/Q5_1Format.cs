using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q5_1: 32 weights share a scale and a minimum. Block: half d, half m, then codes as in Q5_0; w = d q + m.
/// </summary>
internal sealed class Q5_1Format() : GridFormat(TensorType.Q5_1, 32, 0, 31)
{
    private const int HighBitsAt = 4;

    public override bool HasMinimum => true;

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

    public override void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima)
    {
        (float scale, float minimum) = SimpleScales.FindAffine(values, importance, Highest);
        (scales[0], minima[0]) = WriteGrid(scale, minimum, block);
    }

    public override (float Scale, float Minimum) WriteGrid(float scale, float minimum, Span<byte> block)
    {
        block.Clear();
        return (WriteHalf(block, scale), WriteHalf(block[2..], minimum));
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        FiveBitCodes.Pack(codes, block[HighBitsAt..]);
    }
}
