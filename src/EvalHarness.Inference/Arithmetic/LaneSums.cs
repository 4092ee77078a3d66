using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Arithmetic;

/// <summary>Sums of products of whole spans, with the same bits on every processor.</summary>
/// <remarks>
/// Products enter two accumulators of 64 bytes in turn, which are added; their lanes are summed by pairs of neighbours,
/// and what does not fill a vector follows one by one. Products and sums are rounded apart: a processor without fused
/// arithmetic is as exact.
/// The library's own sums take as many lanes as the processor has, and their last bits follow from that.
/// </remarks>
internal static class LaneSums
{
    /// <summary>Σ x².</summary>
    public static float SumOfSquares(ReadOnlySpan<float> x) => Dot(x, x);

    /// <summary>Σ x y of two spans of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Vector512<float> sums = Add(x, y, out int done);
        float sum = Sum(sums);
        for (int i = done; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Σ x y of two spans of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector512<double> sums = Add(x, y, out int done);
        double sum = Sum(sums);
        for (int i = done; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>The sum of eight lanes, neighbours first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> x) => Sum(x.GetLower()) + Sum(x.GetUpper());

    /// <summary>The sum of eight lanes, neighbours first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> x) => Sum(x.GetLower()) + Sum(x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector512<float> x) => Sum(x.GetLower()) + Sum(x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> x) => (x[0] + x[1]) + (x[2] + x[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> x) => (x[0] + x[1]) + (x[2] + x[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, out int done)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        int lanes = Vector512<T>.Count;
        Vector512<T> first = Vector512<T>.Zero, second = Vector512<T>.Zero;
        int i = 0;
        for (; i + (2 * lanes) <= x.Length; i += 2 * lanes)
        {
            first += Vector512.Create(x.Slice(i, lanes)) * Vector512.Create(y.Slice(i, lanes));
            second += Vector512.Create(x.Slice(i + lanes, lanes)) * Vector512.Create(y.Slice(i + lanes, lanes));
        }

        if (i + lanes <= x.Length)
        {
            first += Vector512.Create(x.Slice(i, lanes)) * Vector512.Create(y.Slice(i, lanes));
            i += lanes;
        }

        done = i;
        return first + second;
    }
}
