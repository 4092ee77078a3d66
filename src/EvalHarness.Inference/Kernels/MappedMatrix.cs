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
    public override void Multiply(RowBlock x, RowBlock y, Share rows, Share outputs, float* scratch)
    {
        foreach (MatrixPart part in parts)
        {
            Share weights = new(
                Math.Max(outputs.First - part.FirstOutput, 0),
                (int)Math.Min(outputs.End - part.FirstOutput, part.Tensor.RowCount));
            if (weights.Count <= 0)
            {
                continue;
            }

            RowBlock target = y.From(part.FirstOutput);
            if (rows.Count == 1 && Inputs % RowDot.Step == 0 && FusedDot.Supports(part.Tensor.Type))
            {
                MultiplyOne(part.Tensor, x[rows.First], target[rows.First], weights);
            }
            else
            {
                MultiplySeveral(part.Tensor, x, target, rows, weights, scratch);
            }
        }
    }

    /// <summary>The file owns the weights.</summary>
    public override void Dispose()
    {
    }

    private void MultiplyOne(GgufTensor tensor, float* x, float* y, Share weights)
    {
        byte* row = tensor.Pointer + (weights.First * tensor.RowBytes);
        for (int output = weights.First; output < weights.End; output++, row += tensor.RowBytes)
        {
            y[output] = FusedDot.Dot(tensor.Type, row, x, Inputs);
        }
    }

    private void MultiplySeveral(
        GgufTensor tensor, RowBlock x, RowBlock y, Share rows, Share weights, float* scratch)
    {
        int depth = Depth;
        for (int block = weights.First; block < weights.End; block += BlockRows)
        {
            int count = Math.Min(BlockRows, weights.End - block);
            for (int i = 0; i < count; i++)
            {
                float* expanded = scratch + ((long)i * depth);
                TensorRows.Read(tensor, block + i, new Span<float>(expanded, Inputs));
                new Span<float>(expanded + Inputs, depth - Inputs).Clear();
            }

            RowDot.Multiply(scratch, depth, count, x, y.From(block), rows);
        }
    }
}
