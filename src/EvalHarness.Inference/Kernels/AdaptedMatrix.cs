namespace EvalHarness.Inference.Kernels;

/// <summary>
/// A weight matrix with low-rank side paths: y = W x + s B (A x), s = alpha / rank, where W may be quantized and stays
/// as it is (LoRA, Hu et al. 2021, arXiv:2106.09685; over quantized weights QLoRA, Dettmers et al. 2023,
/// arXiv:2305.14314). All A of the product are one matrix, as they read the same x.
/// </summary>
/// <param name="inner">W; owned.</param>
/// <param name="down">All A, one above the other (sum of ranks × inputs); owned.</param>
/// <param name="paths">The B with s folded in, and where they begin; owned.</param>
internal sealed unsafe class AdaptedMatrix(
    WeightMatrix inner, PackedMatrix down, IReadOnlyList<AdaptedMatrix.SidePath> paths) : WeightMatrix
{
    /// <summary>Rows whose A x is held in scratch at once.</summary>
    private const int TileRows = 16;

    /// <summary>Outputs are shared in whole panels of B; those of the inner matrix divide them.</summary>
    public override int Granularity => PackedMatrix.PanelWidth;

    /// <inheritdoc/>
    public override long Bytes => inner.Bytes + SideBytes;

    /// <inheritdoc/>
    public override int ScratchLength => Math.Max(inner.ScratchLength, TileRows * LowStride);

    /// <summary>Memory of the side paths, in bytes.</summary>
    public long SideBytes => down.Bytes + paths.Sum(path => path.Up.Bytes);

    private int LowStride => AlignedBuffer.RoundUp(down.Outputs, Padding);

    /// <inheritdoc/>
    public override void Multiply(RowBlock x, RowBlock y, Share rows, Share outputs, float* scratch)
    {
        inner.Multiply(x, y, rows, outputs, scratch);
        if (!Meets(outputs))
        {
            return;
        }

        for (int first = rows.First; first < rows.End; first += TileRows)
        {
            Share tile = new(first, Math.Min(first + TileRows, rows.End));
            RowBlock low = new(scratch - ((long)first * LowStride), LowStride);
            down.Multiply(x, low, tile, new Share(0, down.Outputs), scratch);
            foreach (SidePath path in paths)
            {
                if (path.Of(outputs) is { Count: > 0 } part)
                {
                    path.Up.Accumulate(low.From(path.FirstRank), y.From(path.FirstOutput), tile, part);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        inner.Dispose();
        down.Dispose();
        foreach (SidePath path in paths)
        {
            path.Up.Dispose();
        }
    }

    private bool Meets(Share outputs)
    {
        foreach (SidePath path in paths)
        {
            if (path.Of(outputs).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One B inside a product of several matrices.</summary>
    /// <param name="Up">s B (outputs × rank).</param>
    /// <param name="FirstOutput">Output of its first row, a multiple of 64.</param>
    /// <param name="FirstRank">Row of A that its first column belongs to.</param>
    internal sealed record SidePath(PackedMatrix Up, int FirstOutput, int FirstRank)
    {
        /// <summary>The outputs of this path within a range of the product's, counted from its own first.</summary>
        public Share Of(Share outputs) => new(
            Math.Max(outputs.First - FirstOutput, 0), Math.Min(outputs.End - FirstOutput, Up.Outputs));
    }
}
