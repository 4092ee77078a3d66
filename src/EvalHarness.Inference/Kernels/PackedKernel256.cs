using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Product of rows with one packed panel of 32 outputs on 256-bit vectors.
/// </summary>
/// <remarks>
/// A tile of three rows keeps 12 accumulators, three inputs and one vector of weights in 16 registers.
/// </remarks>
internal static unsafe class PackedKernel256
{
    /// <summary>Outputs per panel.</summary>
    public const int PanelWidth = 32;

    /// <summary>y[r, 0..31] (+)= Σ_i x[r, i] panel[i, 0..31], each sum a chain of fused multiply-adds over i.</summary>
    /// <param name="x">Inputs (rows, depth), rows <paramref name="xStride"/> apart.</param>
    /// <param name="xStride">Distance of two input rows, in floats.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="panel">Weights (depth, 32).</param>
    /// <param name="depth">Number of inputs.</param>
    /// <param name="y">Outputs (rows, 32), rows <paramref name="yStride"/> apart.</param>
    /// <param name="yStride">Distance of two output rows, in floats.</param>
    /// <param name="resume">Go on from the sums in <paramref name="y"/> instead of from zero.</param>
    public static void Multiply(
        float* x, int xStride, int rows, float* panel, int depth, float* y, int yStride, bool resume)
    {
        while (rows > 0)
        {
            // Four rows are two and two: one alone reads the weights as often, and has too few sums to fill the
            // pipeline.
            int tile = rows is 1 or 2 or 4 ? Math.Min(rows, 2) : 3;
            switch (tile)
            {
                case 1: MultiplyOne(x, panel, depth, y, resume); break;
                case 2: MultiplyTwo(x, xStride, panel, depth, y, yStride, resume); break;
                default: MultiplyThree(x, xStride, panel, depth, y, yStride, resume); break;
            }

            rows -= tile;
            x += tile * (long)xStride;
            y += tile * (long)yStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyThree(
        float* x, int xStride, float* panel, int depth, float* y, int yStride, bool resume)
    {
        float* secondY = y + yStride;
        float* thirdY = secondY + yStride;
        long secondX = xStride;
        long thirdX = 2L * xStride;
        Sums first = Sums.Start(y, resume);
        Sums second = Sums.Start(secondY, resume);
        Sums third = Sums.Start(thirdY, resume);
        for (float* end = panel + ((long)depth * PanelWidth); panel < end; panel += PanelWidth, x++)
        {
            Vector256<float> a = Vector256.Create(*x);
            Vector256<float> b = Vector256.Create(x[secondX]);
            Vector256<float> c = Vector256.Create(x[thirdX]);

            // One vector of weights at a time, or registers run out.
            Vector256<float> w = Vector256.Load(panel);
            first.S0 = Vector256.FusedMultiplyAdd(a, w, first.S0);
            second.S0 = Vector256.FusedMultiplyAdd(b, w, second.S0);
            third.S0 = Vector256.FusedMultiplyAdd(c, w, third.S0);
            w = Vector256.Load(panel + 8);
            first.S1 = Vector256.FusedMultiplyAdd(a, w, first.S1);
            second.S1 = Vector256.FusedMultiplyAdd(b, w, second.S1);
            third.S1 = Vector256.FusedMultiplyAdd(c, w, third.S1);
            w = Vector256.Load(panel + 16);
            first.S2 = Vector256.FusedMultiplyAdd(a, w, first.S2);
            second.S2 = Vector256.FusedMultiplyAdd(b, w, second.S2);
            third.S2 = Vector256.FusedMultiplyAdd(c, w, third.S2);
            w = Vector256.Load(panel + 24);
            first.S3 = Vector256.FusedMultiplyAdd(a, w, first.S3);
            second.S3 = Vector256.FusedMultiplyAdd(b, w, second.S3);
            third.S3 = Vector256.FusedMultiplyAdd(c, w, third.S3);
        }

        first.Store(y);
        second.Store(secondY);
        third.Store(thirdY);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwo(
        float* x, int xStride, float* panel, int depth, float* y, int yStride, bool resume)
    {
        long secondX = xStride;
        Sums first = Sums.Start(y, resume);
        Sums second = Sums.Start(y + yStride, resume);
        for (float* end = panel + ((long)depth * PanelWidth); panel < end; panel += PanelWidth, x++)
        {
            Vector256<float> w0 = Vector256.Load(panel);
            Vector256<float> w1 = Vector256.Load(panel + 8);
            Vector256<float> w2 = Vector256.Load(panel + 16);
            Vector256<float> w3 = Vector256.Load(panel + 24);
            first.Add(*x, w0, w1, w2, w3);
            second.Add(x[secondX], w0, w1, w2, w3);
        }

        first.Store(y);
        second.Store(y + yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne(
        float* x, float* panel, int depth, float* y, bool resume)
    {
        Sums sums = Sums.Start(y, resume);
        for (float* end = panel + ((long)depth * PanelWidth); panel < end; panel += PanelWidth, x++)
        {
            sums.Add(
                *x,
                Vector256.Load(panel),
                Vector256.Load(panel + 8),
                Vector256.Load(panel + 16),
                Vector256.Load(panel + 24));
        }

        sums.Store(y);
    }

    /// <summary>Sums of one row for 32 outputs; the compiler keeps the four fields in registers.</summary>
    private struct Sums
    {
        public Vector256<float> S0, S1, S2, S3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Sums Start(float* y, bool resume) => resume
            ? new Sums
            {
                S0 = Vector256.Load(y),
                S1 = Vector256.Load(y + 8),
                S2 = Vector256.Load(y + 16),
                S3 = Vector256.Load(y + 24),
            }
            : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float x, Vector256<float> w0, Vector256<float> w1, Vector256<float> w2, Vector256<float> w3)
        {
            Vector256<float> input = Vector256.Create(x);
            S0 = Vector256.FusedMultiplyAdd(input, w0, S0);
            S1 = Vector256.FusedMultiplyAdd(input, w1, S1);
            S2 = Vector256.FusedMultiplyAdd(input, w2, S2);
            S3 = Vector256.FusedMultiplyAdd(input, w3, S3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* y)
        {
            S0.Store(y);
            S1.Store(y + 8);
            S2.Store(y + 16);
            S3.Store(y + 24);
        }
    }
}
