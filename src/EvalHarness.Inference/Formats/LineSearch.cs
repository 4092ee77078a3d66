using System.Numerics.Tensors;

namespace EvalHarness.Inference.Formats;

/// <summary>The affine grid of least weighted squared error, its minimum free.</summary>
internal static class LineSearch
{
    private const int Refinements = 2;

    /// <summary>Shares of the range that are cut off at either end.</summary>
    private static readonly float[] s_cuts = [0, 0.04f, 0.08f, 0.14f, 0.2f];

    /// <summary>
    /// The scale and minimum of x ≈ s q + m, 0 ≤ q ≤ levels: from several ranges, the least-squares line through the
    /// codes, found again from its own codes; the one with the least weighted error wins.
    /// </summary>
    /// <param name="x">A multiple of 8 values.</param>
    /// <param name="w">What an error on each costs, positive.</param>
    /// <param name="levels">Largest code.</param>
    public static (float Scale, float Minimum) Find(ReadOnlySpan<float> x, ReadOnlySpan<float> w, int levels)
    {
        float minimum = TensorPrimitives.Min(x);
        float range = TensorPrimitives.Max(x) - minimum;
        (float Scale, float Minimum) best = (range / levels, minimum);
        float bestError = ScaleSearch.Error(x, w, best.Scale, best.Minimum, 0, levels);
        foreach (float below in s_cuts)
        {
            foreach (float above in s_cuts)
            {
                (float Scale, float Minimum) trial =
                    (range * (1 - below - above) / levels, minimum + (below * range));
                for (int i = 0; i < Refinements; i++)
                {
                    GridSums sums = GridSums.From(x, w, trial.Scale, trial.Minimum, 0, levels);
                    if (sums.FitFreeLine() is not { Scale: > 0 } line)
                    {
                        break;
                    }

                    trial = ((float)line.Scale, (float)line.Offset);
                }

                float error = ScaleSearch.Error(x, w, trial.Scale, trial.Minimum, 0, levels);
                if (error < bestError)
                {
                    (best, bestError) = (trial, error);
                }
            }
        }

        return best;
    }
}
