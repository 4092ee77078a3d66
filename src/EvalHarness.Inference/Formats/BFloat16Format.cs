using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>BF16: the upper half of a float, rounded to nearest, ties to even.</summary>
internal sealed class BFloat16Format() : TensorFormat(TensorType.BF16)
{
    internal override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            uint upper = BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]);
            target[i] = BitConverter.UInt32BitsToSingle(upper << 16);
        }
    }

    private protected override void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target)
    {
        Span<ushort> uppers = MemoryMarshal.Cast<byte, ushort>(target);
        for (int i = 0; i < uppers.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);
            uint upper = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;

            // Rounding up past the largest finite value would give infinity.
            uppers[i] = (ushort)((upper & 0x7FFF) >= 0x7F80 ? upper - 1 : upper);
        }
    }
}
