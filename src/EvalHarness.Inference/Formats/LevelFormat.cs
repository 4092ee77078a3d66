using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>nf4</c> and <c>fp4</c>: w = a L[q] with a = max|w| of the block or row. Block: half a, then the codes, two to a
/// byte, the first in the low nibble.
/// </summary>
internal sealed class LevelFormat(ExtensionType type) : BlockFormat(type.Id)
{
    private const int CodesAt = 2;

    public override int UnitLength(int rowLength) => type.BlockLength > 0 ? BlockLength : rowLength;

    /// <summary>Writes a block with a given a.</summary>
    public void Write(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        block.Clear();
        WriteCodes(values, WriteHalf(block, largest), type.Kind, block[CodesAt..]);
    }

    /// <summary>Writes the codes of weights under a scale, over zero bytes.</summary>
    internal static void WriteCodes(ReadOnlySpan<float> values, float largest, ExtensionKind kind, Span<byte> target)
    {
        ReadOnlySpan<float> levels = FourBitLevels.For(kind);
        float inverse = ScaleSearch.Inverse(largest);
        for (int i = 0; i < values.Length; i++)
        {
            target[i / 2] |= (byte)(FourBitLevels.Nearest(levels, values[i] * inverse) << (4 * (i % 2)));
        }
    }

    internal static void ReadCodes(ReadOnlySpan<byte> source, float largest, ExtensionKind kind, Span<float> values)
    {
        ReadOnlySpan<float> levels = FourBitLevels.For(kind);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = largest * levels[(source[i / 2] >> (4 * (i % 2))) & 15];
        }
    }

    private protected override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values) =>
        ReadCodes(block[CodesAt..], ReadHalf(block), type.Kind, values);

    private protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block) =>
        Write(values, MathF.Abs(TensorPrimitives.MaxMagnitude(values)), block);
}
