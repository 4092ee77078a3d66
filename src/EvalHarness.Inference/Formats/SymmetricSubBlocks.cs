namespace EvalHarness.Inference.Formats;

/// <summary>
/// Quantizes a block of 256 weights in 16 sub-blocks with whole-numbered scales S under one shared half: w = d S q.
/// </summary>
internal static class SymmetricSubBlocks
{
    private const int Length = 16;

    /// <summary>Finds scales.</summary>
    /// <param name="values">256 weights.</param>
    /// <param name="given">What an error on each weight costs; empty when nothing is known.</param>
    /// <param name="n">Codes go from -n to n - 1.</param>
    /// <param name="largestScale">Scales go from -largestScale to largestScale - 1.</param>
    /// <param name="scales">Receives 16 scales.</param>
    /// <returns>d as it is kept.</returns>
    public static float Find(
        ReadOnlySpan<float> values, ReadOnlySpan<float> given, int n, int largestScale, Span<int> scales)
    {
        Span<float> importance = stackalloc float[values.Length];
        ScaleSearch.FindImportance(values, given, Length, importance);
        Span<float> s = stackalloc float[scales.Length];
        for (int j = 0; j < s.Length; j++)
        {
            ReadOnlySpan<float> x = values.Slice(j * Length, Length);
            ReadOnlySpan<float> w = importance.Slice(j * Length, Length);
            s[j] = ScaleSearch.FindSymmetric(x, w, n);
        }

        // The scale of largest magnitude falls on the end of the range that reaches farther.
        float d = (float)ScaleSearch.ToHalf(-ScaleSearch.SignedMaximum(s) / largestScale);
        for (int j = 0; j < s.Length; j++)
        {
            ReadOnlySpan<float> x = values.Slice(j * Length, Length);
            ReadOnlySpan<float> w = importance.Slice(j * Length, Length);
            float whole = MathF.Round(s[j] * ScaleSearch.Inverse(d));
            scales[j] = Refine(x, w, n, d, (int)Math.Clamp(whole, -largestScale, largestScale - 1), largestScale);
        }

        return d;
    }

    private static int Refine(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, int n, float d, int scale, int largestScale)
    {
        int best = scale;
        float bestError = ScaleSearch.Error(x, w, d * scale, 0, -n, n - 1);
        for (int s = Math.Max(-largestScale, scale - 1); s <= Math.Min(largestScale - 1, scale + 1); s++)
        {
            float error = ScaleSearch.Error(x, w, d * s, 0, -n, n - 1);
            if (error < bestError)
            {
                (best, bestError) = (s, error);
            }
        }

        return best;
    }
}
