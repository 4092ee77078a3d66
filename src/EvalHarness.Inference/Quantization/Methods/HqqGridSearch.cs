using EvalHarness.Inference.Arithmetic;
using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// HQQ, half-quadratic quantization (Badri, Shaji 2023), without calibration: of w ≈ s (q - z), it seeks the z, and the
/// s, of the least Σ |w - s (q - z)|^p with p ≤ 1. An auxiliary error e splits the problem in two, solved in turn:
/// e ← shrink(w - ŵ, β) with shrink(x) = sign(x) max(0, |x| - |x|^(p-1) / β), then for the codes q of the present grid
/// z ← mean(q - (w - e) / s), while β ← κ β.
/// </summary>
/// <param name="lowest">Smallest code.</param>
/// <param name="highest">Largest code.</param>
/// <param name="options">p, β, κ and iterations.</param>
internal sealed class HqqGridSearch(int lowest, int highest, HqqOptions options)
{
    /// <summary>The grid of a block, begun with that of its smallest and largest weight: w ≈ s q + m.</summary>
    /// <param name="w">The weights, a multiple of 8.</param>
    /// <param name="codes">Room for as many codes.</param>
    /// <param name="errors">Room for as many errors.</param>
    public (float Scale, float Minimum) Find(ReadOnlySpan<float> w, int[] codes, float[] errors)
    {
        (float scale, float minimum) = Range(w);
        (float Scale, float Minimum) best = (scale, minimum);
        double bestError = Error(w, scale, minimum, codes);
        double beta = options.Penalty;
        for (int i = 0; i < options.Iterations && scale > 0; i++, beta *= options.Growth)
        {
            Shrink(w, scale, minimum, codes, errors, beta);
            (scale, minimum) = Fit(w, codes, errors, scale);
            double error = Error(w, scale, minimum, codes);
            if (error < bestError)
            {
                (best, bestError) = ((scale, minimum), error);
            }
        }

        return best;
    }

    private (float Scale, float Minimum) Range(ReadOnlySpan<float> w)
    {
        float minimum = w[0];
        float maximum = w[0];
        foreach (float value in w)
        {
            (minimum, maximum) = (MathF.Min(minimum, value), MathF.Max(maximum, value));
        }

        return ((maximum - minimum) / (highest - lowest), minimum);
    }

    /// <summary>e ← shrink(w - ŵ, β), in units of the step s: β means the same for weights of any size.</summary>
    private void Shrink(
        ReadOnlySpan<float> w, float scale, float minimum, int[] codes, float[] errors, double beta)
    {
        for (int i = 0; i < w.Length; i++)
        {
            float difference = w[i] - ((scale * codes[i]) + minimum);
            double size = Math.Abs(difference) / scale;
            double shrunk = size == 0 ? 0 : Math.Max(0, size - (Power(size) / size / beta));
            errors[i] = (float)Math.CopySign(scale * shrunk, difference);
        }
    }

    private static (float Scale, float Minimum) Fit(ReadOnlySpan<float> w, int[] codes, float[] errors, float scale)
    {
        double n = w.Length;
        double sumX = 0, sumQ = 0, sumXQ = 0, sumQQ = 0;
        for (int i = 0; i < w.Length; i++)
        {
            double x = w[i] - errors[i];
            double q = codes[i];
            (sumX, sumQ, sumXQ, sumQQ) = (sumX + x, sumQ + q, sumXQ + (x * q), sumQQ + (q * q));
        }

        double determinant = (n * sumQQ) - (sumQ * sumQ);
        double slope = determinant > 0 ? ((n * sumXQ) - (sumX * sumQ)) / determinant : 0;
        double kept = slope > 0 ? slope : scale;
        return ((float)kept, (float)((sumX - (kept * sumQ)) / n));
    }

    private double Power(double size) => options.Norm == 1 || size == 0 ? size : PortableMath.Pow(size, options.Norm);

    private double Error(ReadOnlySpan<float> w, float scale, float minimum, int[] codes)
    {
        ScaleSearch.Encode(w, scale, minimum, lowest, highest, codes);
        double error = 0;
        for (int i = 0; i < w.Length; i++)
        {
            error += Power(Math.Abs(w[i] - ((scale * codes[i]) + minimum)));
        }

        return error;
    }
}
