using System.Runtime.Intrinsics;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Q4_0: 32 weights share a scale. Block: half d, bytes qs[16]; weights 0 to 15 in the low nibbles, 16 to 31 in the
/// high ones; w = d (q - 8).
/// </summary>
internal sealed class Q4_0Format() : GridFormat(TensorType.Q4_0, 32, -8, 7)
{
    private const int QuantsAt = 2;

    public override bool HasMinimum => false;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        for (int i = 0; i < 16; i++)
        {
            values[i] = d * ((block[QuantsAt + i] & 15) - 8);
            values[i + 16] = d * ((block[QuantsAt + i] >> 4) - 8);
        }
    }

    private protected override void DequantizeFast(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; !source.IsEmpty; source = source[BlockBytes..], target = target[BlockLength..])
        {
            Vector256<float> d = Vector256.Create(ReadHalf(source));
            Vector128<byte> packed = Vector128.Create(source.Slice(QuantsAt, 16));
            WriteScaled(packed & Vector128.Create((byte)15), d, target);
            WriteScaled(packed >>> 4, d, target[16..]);
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
        for (int i = 0; i < 16; i++)
        {
            block[QuantsAt + i] = (byte)((codes[i] + 8) | ((codes[i + 16] + 8) << 4));
        }
    }

    private static void WriteScaled(Vector128<byte> nibbles, Vector256<float> d, Span<float> target)
    {
        Vector256<short> q = Vector256.WidenLower(nibbles.ToVector256Unsafe()).AsInt16() - Vector256.Create((short)8);
        (d * Vector256.ConvertToSingle(Vector256.WidenLower(q))).CopyTo(target);
        (d * Vector256.ConvertToSingle(Vector256.WidenUpper(q))).CopyTo(target[8..]);
    }
}
