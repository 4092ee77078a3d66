using System.Numerics.Tensors;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// Quantizes a block of 256 weights whose sub-blocks have whole-numbered scales S and minima M under two shared
/// halves: w = d S q - dmin M.
/// </summary>
internal static class AffineSubBlocks
{
    /// <summary>Finds scales and minima.</summary>
    /// <param name="values">256 weights.</param>
    /// <param name="given">What an error on each weight costs; empty when nothing is known.</param>
    /// <param name="levels">Largest code.</param>
    /// <param name="largestScale">Largest S and M.</param>
    /// <param name="scales">Receives S; its length is the number of sub-blocks.</param>
    /// <param name="minima">Receives M.</param>
    /// <returns>d and dmin as they are kept.</returns>
    public static (float D, float DMin) Find(
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> given,
        int levels,
        int largestScale,
        Span<int> scales,
        Span<int> minima)
    {
        int length = values.Length / scales.Length;
        Span<float> importance = stackalloc float[values.Length];
        ScaleSearch.FindImportance(values, given, length, importance);
        Span<float> s = stackalloc float[scales.Length];
        Span<float> m = stackalloc float[scales.Length];
        for (int j = 0; j < s.Length; j++)
        {
            ReadOnlySpan<float> x = values.Slice(j * length, length);
            ReadOnlySpan<float> w = importance.Slice(j * length, length);
            (s[j], float minimum) = ScaleSearch.FindAffine(x, w, levels);
            m[j] = -minimum;
        }

        float d = (float)ScaleSearch.ToHalf(TensorPrimitives.Max<float>(s) / largestScale);
        float dmin = (float)ScaleSearch.ToHalf(TensorPrimitives.Max<float>(m) / largestScale);
        for (int j = 0; j < s.Length; j++)
        {
            ReadOnlySpan<float> x = values.Slice(j * length, length);
            ReadOnlySpan<float> w = importance.Slice(j * length, length);
            int scale = ToWhole(s[j], d, largestScale);
            int minimum = ToWhole(m[j], dmin, largestScale);
            (scales[j], minima[j]) = Refine(x, w, levels, largestScale, d, dmin, scale, minimum);
        }

        return (d, dmin);
    }

    /// <summary>Rounding S and M apart from each other is not best for both: looks at the eight pairs around.</summary>
    private static (int Scale, int Minimum) Refine(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> w,
        int levels,
        int largest,
        float d,
        float dmin,
        int scale,
        int minimum)
    {
        (int Scale, int Minimum) best = (scale, minimum);
        float bestError = ScaleSearch.Error(x, w, d * scale, -dmin * minimum, 0, levels);
        for (int s = Math.Max(0, scale - 1); s <= Math.Min(largest, scale + 1); s++)
        {
            for (int m = Math.Max(0, minimum - 1); m <= Math.Min(largest, minimum + 1); m++)
            {
                float error = ScaleSearch.Error(x, w, d * s, -dmin * m, 0, levels);
                if (error < bestError)
                {
                    (best, bestError) = ((s, m), error);
                }
            }
        }

        return best;
    }

    private static int ToWhole(float value, float unit, int largest) =>
        (int)Math.Clamp(MathF.Round(value * ScaleSearch.Inverse(unit)), 0, largest);
}
