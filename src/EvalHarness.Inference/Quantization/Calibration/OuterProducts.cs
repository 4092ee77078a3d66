using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>Sums of outer products of rows with themselves.</summary>
internal static unsafe class OuterProducts
{
    private const int Lanes = 16;

    /// <summary>Adds Σ x xᵀ of some rows to the upper triangle of sums (n × n), and nothing below it.</summary>
    /// <remarks>Each sum has one order, however many processors take part.</remarks>
    public static void Add(float[] sums, int length, RowBlock rows, int count) =>
        Parallel.For(0, length, i =>
        {
            fixed (float* all = sums)
            {
                float* target = all + ((long)i * length);
                int row = 0;
                for (; row + 4 <= count; row += 4)
                {
                    AddFour(target, rows[row], rows.Stride, i, length);
                }

                for (; row < count; row++)
                {
                    AddOne(target, rows[row], i, length);
                }
            }
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* target, float* x0, int stride, int i, int length)
    {
        float* x1 = x0 + stride;
        float* x2 = x1 + stride;
        float* x3 = x2 + stride;
        Vector512<float> a = Vector512.Create(x0[i]);
        Vector512<float> b = Vector512.Create(x1[i]);
        Vector512<float> c = Vector512.Create(x2[i]);
        Vector512<float> d = Vector512.Create(x3[i]);
        int j = i;
        for (; j + Lanes <= length; j += Lanes)
        {
            Vector512<float> sum = Vector512.FusedMultiplyAdd(a, Vector512.Load(x0 + j), Vector512.Load(target + j));
            sum = Vector512.FusedMultiplyAdd(b, Vector512.Load(x1 + j), sum);
            sum = Vector512.FusedMultiplyAdd(c, Vector512.Load(x2 + j), sum);
            Vector512.FusedMultiplyAdd(d, Vector512.Load(x3 + j), sum).Store(target + j);
        }

        for (; j < length; j++)
        {
            target[j] += (x0[i] * x0[j]) + (x1[i] * x1[j]) + (x2[i] * x2[j]) + (x3[i] * x3[j]);
        }
    }

    private static void AddOne(float* target, float* x, int i, int length)
    {
        for (int j = i; j < length; j++)
        {
            target[j] += x[i] * x[j];
        }
    }
}
