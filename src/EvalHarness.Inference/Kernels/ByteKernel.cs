using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Product of rows of signed bytes with one panel of sixteen outputs. A block's products are summed exactly, in whole
/// numbers; the blocks follow one another in a chain of fused multiply-adds, and the row's scale comes last. So the
/// result has the same bits for every number of rows and every kind of processor.
/// </summary>
/// <typeparam name="TProduct">How bytes are multiplied.</typeparam>
internal static unsafe class ByteKernel<TProduct>
    where TProduct : struct, IByteProduct
{
    /// <summary>y[r, o] = scale[r] Σ_b d[b, o] Σ_i w[b, o, i] x[r, b, i] for sixteen outputs.</summary>
    /// <param name="x">Inputs (rows, 32 · blocks), rows <paramref name="xStride"/> apart.</param>
    /// <param name="xStride">Distance of two input rows, in bytes.</param>
    /// <param name="scales">Scale of each row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="panel">Blocks of sixteen scales d and 8 × 16 × 4 weights.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="y">Outputs (rows, 16), rows <paramref name="yStride"/> apart.</param>
    /// <param name="yStride">Distance of two output rows, in floats.</param>
    public static void Multiply(
        sbyte* x, int xStride, float* scales, int rows, float* panel, int blocks, float* y, int yStride)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4, x += 4L * xStride, y += 4L * yStride)
        {
            MultiplyFour(x, xStride, scales + row, panel, blocks, y, yStride);
        }

        for (; row < rows; row++, x += xStride, y += yStride)
        {
            MultiplyOne(x, scales[row], panel, blocks, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour(
        sbyte* x, int xStride, float* scales, float* panel, int blocks, float* y, int yStride)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        sbyte* x1 = x + xStride;
        sbyte* x2 = x1 + xStride;
        sbyte* x3 = x2 + xStride;
        int at = 0;
        for (int b = 0; b < blocks; b++)
        {
            Vector512<int> i0 = default, i1 = default, i2 = default, i3 = default;
            Vector512<float> d = Vector512.Load(panel);
            sbyte* w = (sbyte*)(panel + VectorMath.Lanes);
            for (int group = 0; group < ByteMatrix.Groups; group++, at += 4, w += Vector512<sbyte>.Count)
            {
                Vector512<sbyte> weights = Vector512.Load(w);
                i0 = TProduct.Add(i0, weights, Broadcast(x + at));
                i1 = TProduct.Add(i1, weights, Broadcast(x1 + at));
                i2 = TProduct.Add(i2, weights, Broadcast(x2 + at));
                i3 = TProduct.Add(i3, weights, Broadcast(x3 + at));
            }

            s0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(i0), d, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(i1), d, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(i2), d, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(i3), d, s3);
            panel += ByteMatrix.BlockFloats;
        }

        (s0 * scales[0]).Store(y);
        (s1 * scales[1]).Store(y + yStride);
        (s2 * scales[2]).Store(y + (2L * yStride));
        (s3 * scales[3]).Store(y + (3L * yStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne(sbyte* x, float scale, float* panel, int blocks, float* y)
    {
        Vector512<float> sum = default;
        for (int b = 0; b < blocks; b++)
        {
            Vector512<int> products = default;
            sbyte* w = (sbyte*)(panel + VectorMath.Lanes);
            for (int group = 0; group < ByteMatrix.Groups; group++, x += 4, w += Vector512<sbyte>.Count)
            {
                products = TProduct.Add(products, Vector512.Load(w), Broadcast(x));
            }

            sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), Vector512.Load(panel), sum);
            panel += ByteMatrix.BlockFloats;
        }

        (sum * scale).Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Broadcast(sbyte* four) => Vector512.Create(*(int*)four).AsSByte();
}
