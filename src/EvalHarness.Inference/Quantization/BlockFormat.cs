using System.Buffers.Binary;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>A format whose weights share scales by blocks.</summary>
internal abstract class BlockFormat(TensorType type) : TensorFormat(type)
{
    internal sealed override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; !source.IsEmpty; source = source[BlockBytes..], target = target[BlockLength..])
        {
            DequantizeBlock(source[..BlockBytes], target[..BlockLength]);
        }
    }

    /// <summary>Reads a half as a float.</summary>
    protected static float ReadHalf(ReadOnlySpan<byte> source) =>
        (float)BinaryPrimitives.ReadHalfLittleEndian(source);

    /// <summary>Writes a float as a half and returns the value that was kept.</summary>
    protected static float WriteHalf(Span<byte> target, float value)
    {
        Half half = ScaleSearch.ToHalf(value);
        BinaryPrimitives.WriteHalfLittleEndian(target, half);
        return (float)half;
    }

    private protected sealed override void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target)
    {
        for (; !source.IsEmpty; source = source[BlockLength..], target = target[BlockBytes..])
        {
            QuantizeBlock(source[..BlockLength], target[..BlockBytes]);
        }
    }

    private protected abstract void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values);

    private protected abstract void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block);
}
