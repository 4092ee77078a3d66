using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>Q8_0: 32 weights share a scale. Block: half d, signed bytes q[32]; w = d q.</summary>
internal sealed class Q8_0Format() : GridFormat(TensorType.Q8_0, 32, -127, 127)
{
    private const int QuantsAt = 2;

    public override bool HasMinimum => false;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = ReadHalf(block);
        ReadOnlySpan<sbyte> q = MemoryMarshal.Cast<byte, sbyte>(block[QuantsAt..]);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = d * q[i];
        }
    }

    private protected override void DequantizeFast(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; !source.IsEmpty; source = source[BlockBytes..], target = target[BlockLength..])
        {
            Vector256<float> d = Vector256.Create(ReadHalf(source));
            ReadOnlySpan<sbyte> q = MemoryMarshal.Cast<byte, sbyte>(source[QuantsAt..BlockBytes]);
            for (int i = 0; i < BlockLength; i += 16)
            {
                Vector256<short> wide = Vector256.WidenLower(Vector128.Create(q.Slice(i, 16)).ToVector256Unsafe());
                (d * Vector256.ConvertToSingle(Vector256.WidenLower(wide))).CopyTo(target[i..]);
                (d * Vector256.ConvertToSingle(Vector256.WidenUpper(wide))).CopyTo(target[(i + 8)..]);
            }
        }
    }

    public override void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima) =>
        (scales[0], minima[0]) = WriteGrid(MathF.Abs(ScaleSearch.SignedMaximum(values)) / 127, 0, block);

    public override (float Scale, float Minimum) WriteGrid(float scale, float minimum, Span<byte> block)
    {
        block.Clear();
        return (WriteHalf(block, scale), 0);
    }

    public override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            block[QuantsAt + i] = (byte)codes[i];
        }
    }
}
