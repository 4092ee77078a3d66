using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Product of rows with one packed panel of 64 outputs on 256-bit vectors.
/// </summary>
/// <remarks>
/// A tile of two rows and half of a panel keeps 8 accumulators, four vectors of weights and two inputs in 16
/// registers; three rows would spill.
/// </remarks>
internal static unsafe class PackedKernel256
{
    private const int PanelWidth = PackedMatrix.PanelWidth;

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
        for (int half = 0; half < PanelWidth; half += Sums.Width)
        {
            MultiplyHalf(x, xStride, rows, panel + half, depth, y + half, yStride, resume);
        }
    }

    private static void MultiplyHalf(
        float* x, int xStride, int rows, float* panel, int depth, float* y, int yStride, bool resume)
    {
        int row = 0;
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
    private static void MultiplyTwo(
        float* x, int xStride, float* panel, int depth, float* y, int yStride, bool resume)
    {
        Sums first = Sums.Start(y, resume);
        Sums second = Sums.Start(y + yStride, resume);
        for (int i = 0; i < depth; i++, x++, panel += PanelWidth)
        {
            Vector256<float> w0 = Vector256.Load(panel);
            Vector256<float> w1 = Vector256.Load(panel + 8);
            Vector256<float> w2 = Vector256.Load(panel + 16);
            Vector256<float> w3 = Vector256.Load(panel + 24);
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
            Vector256<float> w0 = Vector256.Load(panel);
            Vector256<float> w1 = Vector256.Load(panel + 8);
            Vector256<float> w2 = Vector256.Load(panel + 16);
            Vector256<float> w3 = Vector256.Load(panel + 24);
            first.Add(*x, w0, w1, w2, w3);
        }

        first.Store(y);
    }

    /// <summary>Sums of one row for 32 outputs; the compiler keeps the four fields in registers.</summary>
    private struct Sums
    {
        /// <summary>Outputs covered.</summary>
        public const int Width = 32;

        private Vector256<float> _s0, _s1, _s2, _s3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Sums Start(float* y, bool resume) => resume
            ? new Sums
            {
                _s0 = Vector256.Load(y),
                _s1 = Vector256.Load(y + 8),
                _s2 = Vector256.Load(y + 16),
                _s3 = Vector256.Load(y + 24),
            }
            : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float x, Vector256<float> w0, Vector256<float> w1, Vector256<float> w2, Vector256<float> w3)
        {
            Vector256<float> input = Vector256.Create(x);
            _s0 = Vector256.FusedMultiplyAdd(input, w0, _s0);
            _s1 = Vector256.FusedMultiplyAdd(input, w1, _s1);
            _s2 = Vector256.FusedMultiplyAdd(input, w2, _s2);
            _s3 = Vector256.FusedMultiplyAdd(input, w3, _s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* y)
        {
            _s0.Store(y);
            _s1.Store(y + 8);
            _s2.Store(y + 16);
            _s3.Store(y + 24);
        }
    }
}
