using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q4_1: 32 weights share a scale and a minimum. Block: half d, half m, bytes qs[16]; weights 0 to 15 in the low
/// nibbles, 16 to 31 in the high ones; w = d q + m.
/// </summary>
internal sealed class Q4_1Format() : GridFormat(TensorType.Q4_1, 32, 0, 15)
{
    private const int QuantsAt = 4;

    public override bool HasMinimum => true;

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
        for (int i = 0; i < 16; i++)
        {
            block[QuantsAt + i] = (byte)(codes[i] | (codes[i + 16] << 4));
        }
    }
}
