using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Weights multiplied as they lie in the file. One row of inputs meets the stored blocks directly where a fused kernel
/// exists; several rows share a block of weight rows expanded to F32 in scratch. Both give the same bits.
/// </summary>
internal sealed unsafe class MappedMatrix(IReadOnlyList<MatrixPart> parts) : WeightMatrix
{
    /// <summary>Weight rows expanded together.</summary>
    private const int BlockRows = 16;

    /// <inheritdoc/>
    public override int Granularity => BlockRows;

    /// <inheritdoc/>
    public override long Bytes => 0;

    /// <inheritdoc/>
    public override int ScratchLength => BlockRows * Depth;

    /// <summary>Inputs rounded up to the step of the dot products.</summary>
    private int Depth => AlignedBuffer.RoundUp(Inputs, RowDot.Step);

    /// <inheritdoc/>
    public override void Multiply(
        float* x, int xStride, int rows, float* y, int yStride, int first, int end, float* scratch)
    {
        foreach (MatrixPart part in parts)
        {
            int firstRow = Math.Max(first - part.FirstOutput, 0);
            int endRow = (int)Math.Min(end - part.FirstOutput, part.Tensor.RowCount);
            if (firstRow >= endRow)
            {
                continue;
            }

            float* target = y + part.FirstOutput;
            if (rows == 1 && Inputs % RowDot.Step == 0 && FusedDot.Supports(part.Tensor.Type))
            {
                MultiplyOne(part.Tensor, x, target, firstRow, endRow);
            }
            else
            {
                MultiplySeveral(part.Tensor, x, xStride, rows, target, yStride, firstRow, endRow, scratch);
            }
        }
    }

    /// <summary>The file owns the weights.</summary>
    public override void Dispose()
    {
    }

    private void MultiplyOne(GgufTensor tensor, float* x, float* y, int first, int end)
    {
        byte* row = tensor.Pointer + (first * tensor.RowBytes);
        for (int output = first; output < end; output++, row += tensor.RowBytes)
        {
            y[output] = FusedDot.Dot(tensor.Type, row, x, Inputs);
        }
    }

    private void MultiplySeveral(
        GgufTensor tensor, float* x, int xStride, int rows, float* y, int yStride, int first, int end, float* scratch)
    {
        int depth = Depth;
        for (int block = first; block < end; block += BlockRows)
        {
            int count = Math.Min(BlockRows, end - block);
            for (int i = 0; i < count; i++)
            {
                float* expanded = scratch + ((long)i * depth);
                TensorRows.Read(tensor, block + i, new Span<float>(expanded, Inputs));
                new Span<float>(expanded + Inputs, depth - Inputs).Clear();
            }

            RowDot.Multiply(scratch, depth, count, x, xStride, rows, y + block, yStride);
        }
    }
}
