using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Product of rows with one packed panel of 64 outputs on 512-bit vectors.
/// </summary>
/// <remarks>
/// A tile of six rows keeps 24 accumulators, four vectors of weights and one broadcast input in 32 registers.
/// </remarks>
internal static unsafe class PackedKernel512
{
    /// <summary>Outputs per panel.</summary>
    public const int PanelWidth = 64;

    private const int TileRows = 6;

    /// <summary>y[r, 0..63] (+)= Σ_i x[r, i] panel[i, 0..63], each sum a chain of fused multiply-adds over i.</summary>
    /// <param name="x">Inputs (rows, depth), rows <paramref name="xStride"/> apart.</param>
    /// <param name="xStride">Distance of two input rows, in floats.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="panel">Weights (depth, 64).</param>
    /// <param name="depth">Number of inputs.</param>
    /// <param name="y">Outputs (rows, 64), rows <paramref name="yStride"/> apart.</param>
    /// <param name="yStride">Distance of two output rows, in floats.</param>
    /// <param name="resume">Go on from the sums in <paramref name="y"/> instead of from zero.</param>
    public static void Multiply(
        float* x, int xStride, int rows, float* panel, int depth, float* y, int yStride, bool resume)
    {
        int row = 0;
        for (; row + TileRows <= rows; row += TileRows)
        {
            MultiplySix(x + (row * (long)xStride), xStride, panel, depth, y + (row * (long)yStride), yStride, resume);
        }

        for (; row + 2 <= rows; row += 2)
        {
            MultiplyTwo(x + (row * (long)xStride), xStride, panel, depth, y + (row * (long)yStride), yStride, resume);
        }

        if (row < rows)
        {
            MultiplyOne(x + (row * (long)xStride), panel, depth, y + (row * (long)yStride), resume);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplySix(
        float* x, int xStride, float* panel, int depth, float* y, int yStride, bool resume)
    {
        Sums first = Sums.Start(y, resume);
        Sums second = Sums.Start(y + yStride, resume);
        Sums third = Sums.Start(y + (2 * yStride), resume);
        Sums fourth = Sums.Start(y + (3 * yStride), resume);
        Sums fifth = Sums.Start(y + (4 * yStride), resume);
        Sums sixth = Sums.Start(y + (5 * yStride), resume);
        for (int i = 0; i < depth; i++, x++, panel += PanelWidth)
        {
            Vector512<float> w0 = Vector512.Load(panel);
            Vector512<float> w1 = Vector512.Load(panel + 16);
            Vector512<float> w2 = Vector512.Load(panel + 32);
            Vector512<float> w3 = Vector512.Load(panel + 48);
            first.Add(*x, w0, w1, w2, w3);
            second.Add(x[xStride], w0, w1, w2, w3);
            third.Add(x[2 * xStride], w0, w1, w2, w3);
            fourth.Add(x[3 * xStride], w0, w1, w2, w3);
            fifth.Add(x[4 * xStride], w0, w1, w2, w3);
            sixth.Add(x[5 * xStride], w0, w1, w2, w3);
        }

        first.Store(y);
        second.Store(y + yStride);
        third.Store(y + (2 * yStride));
        fourth.Store(y + (3 * yStride));
        fifth.Store(y + (4 * yStride));
        sixth.Store(y + (5 * yStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwo(
        float* x, int xStride, float* panel, int depth, float* y, int yStride, bool resume)
    {
        Sums first = Sums.Start(y, resume);
        Sums second = Sums.Start(y + yStride, resume);
        for (int i = 0; i < depth; i++, x++, panel += PanelWidth)
        {
            Vector512<float> w0 = Vector512.Load(panel);
            Vector512<float> w1 = Vector512.Load(panel + 16);
            Vector512<float> w2 = Vector512.Load(panel + 32);
            Vector512<float> w3 = Vector512.Load(panel + 48);
            first.Add(*x, w0, w1, w2, w3);
            second.Add(x[xStride], w0, w1, w2, w3);
        }

        first.Store(y);
        second.Store(y + yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne(
        float* x, float* panel, int depth, float* y, bool resume)
    {
        Sums first = Sums.Start(y, resume);
        for (int i = 0; i < depth; i++, x++, panel += PanelWidth)
        {
            Vector512<float> w0 = Vector512.Load(panel);
            Vector512<float> w1 = Vector512.Load(panel + 16);
            Vector512<float> w2 = Vector512.Load(panel + 32);
            Vector512<float> w3 = Vector512.Load(panel + 48);
            first.Add(*x, w0, w1, w2, w3);
        }

        first.Store(y);
    }

    /// <summary>Sums of one row for 64 outputs; the compiler keeps the four fields in registers.</summary>
    private struct Sums
    {
        private Vector512<float> _s0, _s1, _s2, _s3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Sums Start(float* y, bool resume) => resume
            ? new Sums
            {
                _s0 = Vector512.Load(y),
                _s1 = Vector512.Load(y + 16),
                _s2 = Vector512.Load(y + 32),
                _s3 = Vector512.Load(y + 48),
            }
            : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float x, Vector512<float> w0, Vector512<float> w1, Vector512<float> w2, Vector512<float> w3)
        {
            Vector512<float> input = Vector512.Create(x);
            _s0 = Vector512.FusedMultiplyAdd(input, w0, _s0);
            _s1 = Vector512.FusedMultiplyAdd(input, w1, _s1);
            _s2 = Vector512.FusedMultiplyAdd(input, w2, _s2);
            _s3 = Vector512.FusedMultiplyAdd(input, w3, _s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* y)
        {
            _s0.Store(y);
            _s1.Store(y + 16);
            _s2.Store(y + 32);
            _s3.Store(y + 48);
        }
    }
}
