using System.Buffers.Binary;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>A format whose weights share scales by blocks.</summary>
internal abstract class BlockFormat(TensorType type) : TensorFormat(type)
{
    /// <summary>Weights that share scales in rows of a length: a block, or the whole row.</summary>
    public virtual int UnitLength(int rowLength) => BlockLength;

    internal sealed override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target)
    {
        int length = UnitLength(target.Length);
        int bytes = target.IsEmpty ? 0 : source.Length / (target.Length / length);
        for (; !source.IsEmpty; source = source[bytes..], target = target[length..])
        {
            DequantizeBlock(source[..bytes], target[..length]);
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
        int length = UnitLength(source.Length);
        int bytes = source.IsEmpty ? 0 : target.Length / (source.Length / length);
        for (; !source.IsEmpty; source = source[length..], target = target[bytes..])
        {
            QuantizeBlock(source[..length], target[..bytes]);
        }
    }

    private protected abstract void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values);

    private protected abstract void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block);
}
