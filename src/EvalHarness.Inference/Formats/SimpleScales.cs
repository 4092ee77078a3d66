using System.Numerics.Tensors;

namespace EvalHarness.Inference.Formats;

/// <summary>Scales of the formats with one block of 32 weights, kept as halves.</summary>
internal static class SimpleScales
{
    private static readonly float[] s_ones = [.. Enumerable.Repeat(1f, 32)];

    /// <summary>Shares of the range that are cut off at one end.</summary>
    private static readonly float[] s_cuts = [0, 0.02f, 0.04f];

    /// <summary>
    /// The scale of x ≈ s q, -n ≤ q &lt; n. The largest magnitude falls on -n, on n - 1, or near them; the scale with
    /// the least squared error wins. A block that the format holds exactly keeps its scale.
    /// </summary>
    /// <param name="x">32 weights.</param>
    /// <param name="importance">What an error on each costs; empty when it costs the same on all.</param>
    /// <param name="n">Codes go from -n to n - 1.</param>
    public static float FindSymmetric(ReadOnlySpan<float> x, ReadOnlySpan<float> importance, int n)
    {
        if (!importance.IsEmpty)
        {
            Span<float> w = stackalloc float[x.Length];
            ScaleSearch.FindImportance(x, importance, x.Length, w);
            return ScaleSearch.FindSymmetric(x, w, n);
        }

        float extreme = ScaleSearch.SignedMaximum(x);
        float best = 0;
        float bestError = float.PositiveInfinity;
        ReadOnlySpan<float> levels = [-n, n - 1, 1 - n, 0.35f - n, 0.7f - n, -0.35f - n, -0.7f - n, -1.05f - n];
        foreach (float level in levels)
        {
            float scale = (float)ScaleSearch.ToHalf(extreme / level);
            float error = ScaleSearch.Error(x, s_ones, scale, 0, -n, n - 1);
            if (error < bestError)
            {
                (best, bestError) = (scale, error);
            }
        }

        return best;
    }

    /// <summary>
    /// The scale and minimum of x ≈ s q + m, 0 ≤ q ≤ levels: the whole range, or a range cut off a little at either
    /// end, whichever has the least squared error.
    /// </summary>
    /// <param name="x">32 weights.</param>
    /// <param name="importance">
    /// What an error on each costs; where it is given, the least-squares line through the codes of several grids.
    /// </param>
    /// <param name="levels">Largest code.</param>
    public static (float Scale, float Minimum) FindAffine(
        ReadOnlySpan<float> x, ReadOnlySpan<float> importance, int levels)
    {
        if (!importance.IsEmpty)
        {
            Span<float> w = stackalloc float[x.Length];
            ScaleSearch.FindImportance(x, importance, x.Length, w);
            return LineSearch.Find(x, w, levels);
        }

        float minimum = TensorPrimitives.Min(x);
        float range = TensorPrimitives.Max(x) - minimum;
        (float Scale, float Minimum) best = default;
        float bestError = float.PositiveInfinity;
        foreach (float below in s_cuts)
        {
            float m = (float)ScaleSearch.ToHalf(minimum + (below * range));
            foreach (float above in s_cuts)
            {
                float scale = (float)ScaleSearch.ToHalf(range * (1 - below - above) / levels);
                float error = ScaleSearch.Error(x, s_ones, scale, m, 0, levels);
                if (error < bestError)
                {
                    (best, bestError) = ((scale, m), error);
                }
            }
        }

        return best;
    }
}
