using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// F16: IEEE half precision, rounded to nearest, ties to even; what is too large becomes the largest half.
/// </summary>
internal sealed class Float16Format() : TensorFormat(TensorType.F16)
{
    internal override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]);
        }
    }

    private protected override void DequantizeFast(ReadOnlySpan<byte> source, Span<float> target) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), target);

    private protected override void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target)
    {
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(target);
        TensorPrimitives.ConvertToHalf(source, halves);
        for (int i = 0; i < halves.Length; i++)
        {
            if (Half.IsInfinity(halves[i]))
            {
                halves[i] = halves[i] > Half.Zero ? Half.MaxValue : Half.MinValue;
            }
        }
    }
}
