using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Rounding to nearest on a grid, x_q = clip(round((x - m) / s)), and the search for the s and m of least squared
/// error.
/// </summary>
/// <remarks>
/// All spans hold a multiple of 8 values. Rounding is to even, as IEEE 754 has it. The inner loops are optimised at
/// once: a small model is quantized before the runtime would notice that they are hot.
/// </remarks>
internal static class ScaleSearch
{
    /// <summary>First steps of the symmetric trials: -9 to 22 tenths of a code around the largest magnitude.</summary>
    private static readonly float[] s_symmetricSteps = [-9, 7];

    /// <summary>Rounds to a half without leaving its finite range.</summary>
    public static Half ToHalf(float value) =>
        (Half)Math.Clamp(value, (float)Half.MinValue, (float)Half.MaxValue);

    /// <summary>The value of largest magnitude, with its sign.</summary>
    public static float SignedMaximum(ReadOnlySpan<float> x) => TensorPrimitives.MaxMagnitude(x);

    /// <summary>The reciprocal, with 0 for 0: a block without scale holds zeros.</summary>
    public static float Inverse(float scale) => scale == 0 ? 0 : 1 / scale;

    /// <summary>Codes clip(round((x - minimum) / scale), low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(
        ReadOnlySpan<float> x, float scale, float minimum, float low, float high, Span<int> codes)
    {
        Vector256<float> inverse = Vector256.Create(Inverse(scale));
        Vector256<float> m = Vector256.Create(minimum);
        Vector256<float> lowest = Vector256.Create(low);
        Vector256<float> highest = Vector256.Create(high);
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> q = Vector256.Round((Load(x, i) - m) * inverse);
            Vector256<float> clipped = Vector256.MinNative(Vector256.MaxNative(q, lowest), highest);
            Vector256.ConvertToInt32Native(clipped).CopyTo(codes[i..]);
        }
    }

    /// <summary>Sum of w (x - (scale q + minimum))² over the nearest codes q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Error(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, float minimum, float low, float high)
    {
        Vector256<float> inverse = Vector256.Create(Inverse(scale));
        Vector256<float> s = Vector256.Create(scale);
        Vector256<float> m = Vector256.Create(minimum);
        Vector256<float> lowest = Vector256.Create(low);
        Vector256<float> highest = Vector256.Create(high);
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> shifted = Load(x, i) - m;
            Vector256<float> q = Vector256.Round(shifted * inverse);
            q = Vector256.MinNative(Vector256.MaxNative(q, lowest), highest);
            Vector256<float> error = shifted - (q * s);
            sum += error * error * Load(w, i);
        }

        return LaneSums.Sum(sum);
    }

    /// <summary>
    /// The scale s of x ≈ s q, -n ≤ q &lt; n: for each of several grids the least-squares scale of its codes,
    /// s = Σ w x q / Σ w q²; the one with the least weighted error wins.
    /// </summary>
    public static float FindSymmetric(ReadOnlySpan<float> x, ReadOnlySpan<float> w, int n)
    {
        float extreme = SignedMaximum(x);
        if (extreme == 0)
        {
            return 0;
        }

        float best = -extreme / n;
        double bestGain = double.NegativeInfinity;
        foreach (float first in s_symmetricSteps)
        {
            Vector512<float> inverses = Levels(n, first) / Vector512.Create(-extreme);
            TrialSums trials = TrialSums.From(x, w, inverses, 0, -n, n - 1);
            for (int i = 0; i < TrialSums.Count; i++)
            {
                // Σ w (x - s q)² = Σ w x² - (Σ w x q)² / Σ w q² at the least-squares s.
                GridSums sums = trials[i];
                double gain = sums.QQ > 0 ? sums.XQ * sums.XQ / sums.QQ : 0;
                if (gain > bestGain && sums.QQ > 0)
                {
                    (best, bestGain) = ((float)(sums.XQ / sums.QQ), gain);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// The scale s ≥ 0 and minimum m ≤ 0 of x ≈ s q + m, 0 ≤ q ≤ levels: for each of several grids the least-squares
    /// line through its codes; the one with the least weighted error wins.
    /// </summary>
    public static (float Scale, float Minimum) FindAffine(ReadOnlySpan<float> x, ReadOnlySpan<float> w, int levels)
    {
        float minimum = Math.Min(0, TensorPrimitives.Min(x));
        float range = TensorPrimitives.Max(x) - minimum;
        if (range <= 0)
        {
            return (0, minimum);
        }

        (float Scale, float Minimum) best = (range / levels, minimum);
        double bestError = double.PositiveInfinity;
        Vector512<float> inverses = Levels(levels, -5) / Vector512.Create(range);
        TrialSums trials = TrialSums.From(x, w, inverses, minimum, 0, levels);
        for (int i = 0; i < TrialSums.Count; i++)
        {
            GridSums sums = trials[i];
            (double scale, double offset) = sums.FitLine();
            double error = sums.ErrorOf(scale, offset);
            if (scale > 0 && error < bestError)
            {
                (best, bestError) = (((float)scale, (float)offset), error);
            }
        }

        return best;
    }

    /// <summary>
    /// Weights of the search. Of weights alone, rms + |x| by sub-block: an error on a large weight moves the output
    /// more. With an importance a of their inputs, a √(2 mean(x²) + x²) over the whole block.
    /// </summary>
    public static void FindImportance(ReadOnlySpan<float> x, ReadOnlySpan<float> given, int length, Span<float> w)
    {
        if (given.IsEmpty)
        {
            TensorPrimitives.Abs(x, w);
            for (int i = 0; i < x.Length; i += length)
            {
                Span<float> part = w.Slice(i, length);
                float rms = MathF.Sqrt(LaneSums.SumOfSquares(x.Slice(i, length)) / length);
                TensorPrimitives.Add(part, rms, part);
            }

            return;
        }

        float power = 2 * LaneSums.SumOfSquares(x) / x.Length;
        TensorPrimitives.Multiply(x, x, w);
        TensorPrimitives.Add(w, power, w);
        TensorPrimitives.Sqrt(w, w);
        TensorPrimitives.Multiply(w, given, w);
    }

    /// <summary>Sixteen numbers of levels, a tenth apart, the first of them some tenths above the true one.</summary>
    private static Vector512<float> Levels(int levels, float first) =>
        Vector512.Create((float)levels) + (0.1f * Vector512.CreateSequence(first, 1));

    internal static Vector256<float> Load(ReadOnlySpan<float> x, int i) =>
        Vector256.Create(x.Slice(i, Vector256<float>.Count));
}
