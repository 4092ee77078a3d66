using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>nf4</c> and <c>fp4</c> whose blocks' scales are stored in eight bits (double quantization, QLoRA, Dettmers et al.
/// 2023). Row: half s, half o, then per block a byte c and its codes; a = s c + o.
/// </summary>
/// <remarks>The second level spans a row, as rows share nothing here, in place of 256 blocks.</remarks>
internal sealed class DoublyQuantizedFormat(ExtensionType type) : BlockFormat(type.Id)
{
    private const int HeaderBytes = 4;

    public override int UnitLength(int rowLength) => rowLength;

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = ReadHalf(block);
        float offset = ReadHalf(block[2..]);
        for (block = block[HeaderBytes..]; !block.IsEmpty; block = block[BlockBytes..], values = values[BlockLength..])
        {
            LevelFormat.ReadCodes(
                block[1..BlockBytes], (scale * block[0]) + offset, type.Kind, values[..BlockLength]);
        }
    }

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        float[] largest = new float[values.Length / BlockLength];
        for (int i = 0; i < largest.Length; i++)
        {
            largest[i] = MathF.Abs(TensorPrimitives.MaxMagnitude(values.Slice(i * BlockLength, BlockLength)));
        }

        block.Clear();
        float smallest = TensorPrimitives.Min<float>(largest);
        float scale = WriteHalf(block, (TensorPrimitives.Max<float>(largest) - smallest) / byte.MaxValue);
        float offset = WriteHalf(block[2..], smallest);
        block = block[HeaderBytes..];
        for (int i = 0; i < largest.Length; i++, block = block[BlockBytes..])
        {
            block[0] = (byte)Math.Clamp(
                MathF.Round((largest[i] - offset) * ScaleSearch.Inverse(scale)), 0, byte.MaxValue);
            LevelFormat.WriteCodes(
                values.Slice(i * BlockLength, BlockLength), (scale * block[0]) + offset, type.Kind, block[1..]);
        }
    }
}
