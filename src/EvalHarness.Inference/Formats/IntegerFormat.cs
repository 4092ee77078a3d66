using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Whole numbers of two to eight bits on uniform grids, one grid for a block, a row or a tensor. Block, or row: the
/// grid's parameters, then the codes less the smallest one, packed without gaps (see <see cref="BitPacking"/>).
/// </summary>
internal abstract class IntegerFormat(ExtensionType extension, int parameterBytes, int lowest, int highest)
    : GridFormat(extension.Id, extension.BlockLength, lowest, highest)
{
    /// <summary>What its id spells.</summary>
    public ExtensionType Extension => extension;

    public sealed override int UnitLength(int rowLength) => extension.BlockLength > 0 ? BlockLength : rowLength;

    public sealed override void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima)
    {
        (float scale, float minimum) = importance.IsEmpty ? FindPlain(values) : FindWeighed(values, importance);
        (scales[0], minima[0]) = WriteGrid(scale, minimum, block);
    }

    public sealed override (float Scale, float Minimum) WriteGrid(float scale, float minimum, Span<byte> block)
    {
        block.Clear();
        WriteParameters(scale, minimum, block);
        return ReadParameters(block);
    }

    public sealed override void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block)
    {
        Span<int> shifted = codes.Length <= 256 ? stackalloc int[codes.Length] : new int[codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            shifted[i] = codes[i] - Lowest;
        }

        BitPacking.Pack(shifted, extension.Bits, block[parameterBytes..]);
    }

    /// <summary>The grid as the definition has it: from the smallest and the largest value.</summary>
    public abstract (float Scale, float Minimum) FindPlain(ReadOnlySpan<float> values);

    /// <summary>The grid of least squared error, each error weighed.</summary>
    protected abstract (float Scale, float Minimum) FindWeighed(
        ReadOnlySpan<float> values, ReadOnlySpan<float> importance);

    protected abstract void WriteParameters(float scale, float minimum, Span<byte> block);

    protected abstract (float Scale, float Minimum) ReadParameters(ReadOnlySpan<byte> block);

    private protected sealed override void DequantizeBlock(ReadOnlySpan<byte> block, Span<float> values)
    {
        (float scale, float minimum) = ReadParameters(block);
        Span<int> codes = values.Length <= 256 ? stackalloc int[values.Length] : new int[values.Length];
        BitPacking.Unpack(block[parameterBytes..], extension.Bits, codes);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (scale * (codes[i] + Lowest)) + minimum;
        }
    }
}
