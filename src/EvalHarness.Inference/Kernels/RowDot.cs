using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Dot products of rows with weight rows. Elements are taken 32 at a time into two accumulators of sixteen lanes (the
/// first and the second half of each 32), which are added and reduced at the end: one order for every tile.
/// </summary>
internal static unsafe class RowDot
{
    /// <summary>Elements per step; rows are padded with zeros to a multiple of it.</summary>
    public const int Step = 2 * VectorMath.Lanes;

    /// <summary>y[r, o] = Σ_i w[o, i] x[r, i].</summary>
    /// <param name="w">Weights (outputs, depth).</param>
    /// <param name="depth">Length of a row, a multiple of <see cref="Step"/>.</param>
    /// <param name="outputs">Number of weight rows.</param>
    /// <param name="x">Inputs (rows, depth).</param>
    /// <param name="y">Outputs (rows, outputs).</param>
    /// <param name="rows">Rows to compute.</param>
    public static void Multiply(float* w, int depth, int outputs, RowBlock x, RowBlock y, Share rows)
    {
        int row = rows.First;
        for (; row + 4 <= rows.End; row += 4)
        {
            for (int output = 0; output < outputs; output += 2)
            {
                // The last of an odd number of weight rows is computed twice.
                int second = Math.Min(output + 1, outputs - 1) - output;
                float* first = w + ((long)output * depth);
                MultiplyTile(
                    first, first + ((long)second * depth), depth, x[row], x.Stride, y[row] + output, second, y.Stride);
            }
        }

        for (; row < rows.End; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                y[row][output] = Dot(w + ((long)output * depth), x[row], depth);
            }
        }
    }

    /// <summary>Σ_i w[i] x[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* w, float* x, int depth)
    {
        Sums sums = default;
        for (int i = 0; i < depth; i += Step)
        {
            sums.Add(Vector512.Load(w + i), Vector512.Load(w + i + VectorMath.Lanes), x + i);
        }

        return sums.Total();
    }

    /// <summary>Two weight rows with four input rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTile(
        float* w0, float* w1, int depth, float* x, int xStride, float* y, int second, int yStride)
    {
        Sums s00 = default, s01 = default, s02 = default, s03 = default;
        Sums s10 = default, s11 = default, s12 = default, s13 = default;
        float* x1 = x + xStride;
        float* x2 = x1 + xStride;
        float* x3 = x2 + xStride;
        for (int i = 0; i < depth; i += Step)
        {
            Vector512<float> a = Vector512.Load(w0 + i);
            Vector512<float> b = Vector512.Load(w0 + i + VectorMath.Lanes);
            s00.Add(a, b, x + i);
            s01.Add(a, b, x1 + i);
            s02.Add(a, b, x2 + i);
            s03.Add(a, b, x3 + i);
            a = Vector512.Load(w1 + i);
            b = Vector512.Load(w1 + i + VectorMath.Lanes);
            s10.Add(a, b, x + i);
            s11.Add(a, b, x1 + i);
            s12.Add(a, b, x2 + i);
            s13.Add(a, b, x3 + i);
        }

        (y[0], y[second]) = (s00.Total(), s10.Total());
        y += yStride;
        (y[0], y[second]) = (s01.Total(), s11.Total());
        y += yStride;
        (y[0], y[second]) = (s02.Total(), s12.Total());
        y += yStride;
        (y[0], y[second]) = (s03.Total(), s13.Total());
    }

    /// <summary>The two accumulators of one dot product; the compiler keeps them in registers.</summary>
    internal struct Sums
    {
        private Vector512<float> _first, _second;

        /// <summary>Adds the products of 32 weights with 32 inputs.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<float> first, Vector512<float> second, float* x)
        {
            _first = Vector512.FusedMultiplyAdd(first, Vector512.Load(x), _first);
            _second = Vector512.FusedMultiplyAdd(second, Vector512.Load(x + VectorMath.Lanes), _second);
        }

        /// <summary>The dot product.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly float Total() => VectorMath.Sum(_first + _second);
    }
}
