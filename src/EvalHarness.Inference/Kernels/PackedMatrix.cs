using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Weights expanded to F32 and packed in panels of w outputs, as many as the processor's kernel computes at once: panel
/// p holds W[wp .. wp+w-1, i] side by side for i = 0, 1, … Each output is then one chain of fused multiply-adds in the
/// order of i, so the result has the same bits for every batch size, thread count and vector width.
/// </summary>
internal sealed unsafe class PackedMatrix : WeightMatrix
{
    /// <summary>Outputs per panel.</summary>
    public static readonly int PanelWidth =
        Vector512.IsHardwareAccelerated ? PackedKernel512.PanelWidth : PackedKernel256.PanelWidth;

    /// <summary>Inputs per pass: a panel's slice of 512 × 64 floats (128 KiB) stays in the L2 cache.</summary>
    private const int DepthBlock = 512;

    private readonly AlignedBuffer _panels;

    private PackedMatrix(AlignedBuffer panels) => _panels = panels;

    /// <summary>Writes row <paramref name="output"/> of the matrix into <paramref name="target"/>.</summary>
    public delegate void RowReader(int output, Span<float> target);

    /// <inheritdoc/>
    public override int Granularity => PanelWidth;

    /// <inheritdoc/>
    public override long Bytes => _panels.Bytes;

    /// <inheritdoc/>
    public override int ScratchLength => 0;

    /// <summary>Packs a matrix of <paramref name="outputs"/> rows of length <paramref name="inputs"/>.</summary>
    public static PackedMatrix Pack(int outputs, int inputs, RowReader readRow)
    {
        int panels = AlignedBuffer.RoundUp(outputs, PanelWidth) / PanelWidth;
        AlignedBuffer packed = new((long)panels * PanelWidth * inputs);
        float[] row = new float[inputs];
        for (int output = 0; output < outputs; output++)
        {
            readRow(output, row);
            float* target = packed.Start
                + ((long)(output / PanelWidth) * PanelWidth * inputs) + (output % PanelWidth);
            for (int i = 0; i < inputs; i++)
            {
                target[(long)i * PanelWidth] = row[i];
            }
        }

        return new PackedMatrix(packed) { Inputs = inputs, Outputs = outputs };
    }

    /// <inheritdoc/>
    public override void Multiply(RowBlock x, RowBlock y, Share rows, Share outputs, float* scratch) =>
        Compute(x, y, rows, outputs, resume: false);

    /// <summary>y[r, o] += Σ_i W[o, i] x[r, i], otherwise as <see cref="Multiply"/>.</summary>
    public void Accumulate(RowBlock x, RowBlock y, Share rows, Share outputs) =>
        Compute(x, y, rows, outputs, resume: true);

    /// <inheritdoc/>
    public override void Dispose() => _panels.Dispose();

    private void Compute(RowBlock x, RowBlock y, Share rows, Share outputs, bool resume)
    {
        for (int output = outputs.First; output < outputs.End; output += PanelWidth)
        {
            float* panel = _panels.Start + ((long)output * Inputs);
            float* target = y[rows.First] + output;
            for (int start = 0; start < Inputs; start += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, Inputs - start);
                float* source = x[rows.First] + start;
                float* slice = panel + ((long)start * PanelWidth);
                bool goesOn = resume || start > 0;
                if (Vector512.IsHardwareAccelerated)
                {
                    PackedKernel512.Multiply(source, x.Stride, rows.Count, slice, depth, target, y.Stride, goesOn);
                }
                else
                {
                    PackedKernel256.Multiply(source, x.Stride, rows.Count, slice, depth, target, y.Stride, goesOn);
                }
            }
        }
    }
}
