using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// A format whose weights lie on uniform grids, w = s q + m with whole q: each block holds one grid or several. The
/// choice of the grids and that of the codes are apart, so that a method may make either in its own way.
/// </summary>
/// <param name="type">The stored type.</param>
/// <param name="gridLength">Weights per grid; 0 when a grid spans the block.</param>
/// <param name="lowest">Smallest q.</param>
/// <param name="highest">Largest q.</param>
internal abstract class GridFormat(TensorType type, int gridLength, int lowest, int highest) : BlockFormat(type)
{
    /// <summary>Smallest code.</summary>
    public int Lowest => lowest;

    /// <summary>Largest code.</summary>
    public int Highest => highest;

    /// <summary>Grids have a minimum m of their own, so that zero need not be among their values.</summary>
    public abstract bool HasMinimum { get; }

    /// <summary>Weights per grid in rows of a length.</summary>
    public int GridLength(int rowLength) => gridLength > 0 ? gridLength : UnitLength(rowLength);

    /// <summary>Chooses the grids of a block and writes them, and clears its codes.</summary>
    /// <param name="values">The block's weights.</param>
    /// <param name="importance">
    /// What an error on each weight costs, positive; empty for the format's own choice.
    /// </param>
    /// <param name="block">Receives the grids.</param>
    /// <param name="scales">Receives s of each grid, as it is kept.</param>
    /// <param name="minima">Receives m of each grid, as it is kept.</param>
    public abstract void FindGrids(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> importance,
        Span<byte> block,
        Span<float> scales,
        Span<float> minima);

    /// <summary>Writes the codes of a block whose grids are written and whose codes are zero bits.</summary>
    public abstract void WriteCodes(ReadOnlySpan<int> codes, Span<byte> block);

    /// <summary>Writes the one grid of a block, and clears its codes.</summary>
    /// <returns>Scale and minimum as they are kept.</returns>
    /// <exception cref="NotSupportedException">The block has several grids under shared scales.</exception>
    public virtual (float Scale, float Minimum) WriteGrid(float scale, float minimum, Span<byte> block) =>
        throw new NotSupportedException($"A block of {Type} has several grids.");

    /// <summary>Writes whole blocks, each error weighed by its importance.</summary>
    /// <param name="source">A row.</param>
    /// <param name="importance">What an error costs in each column; empty for the format's own choice.</param>
    /// <param name="target">As many bytes as the row takes.</param>
    public void Quantize(ReadOnlySpan<float> source, ReadOnlySpan<float> importance, Span<byte> target)
    {
        int length = UnitLength(source.Length);
        int bytes = target.Length / (source.Length / length);
        for (; !source.IsEmpty; source = source[length..], target = target[bytes..])
        {
            QuantizeBlock(source[..length], importance.IsEmpty ? [] : importance[..length], target[..bytes]);
            importance = importance.IsEmpty ? [] : importance[length..];
        }
    }

    private protected sealed override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block) =>
        QuantizeBlock(values, [], block);

    private void QuantizeBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<byte> block)
    {
        const int OnStack = 256;
        int length = GridLength(values.Length);
        int grids = values.Length / length;
        Span<float> scales = stackalloc float[grids];
        Span<float> minima = stackalloc float[grids];
        Span<int> codes = values.Length <= OnStack ? stackalloc int[values.Length] : new int[values.Length];
        FindGrids(values, importance, block, scales, minima);
        for (int j = 0; j < grids; j++)
        {
            ScaleSearch.Encode(
                values.Slice(j * length, length),
                scales[j],
                minima[j],
                lowest,
                highest,
                codes.Slice(j * length, length));
        }

        WriteCodes(codes, block);
    }
}
