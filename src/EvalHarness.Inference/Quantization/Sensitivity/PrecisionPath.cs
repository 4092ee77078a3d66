namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>
/// The best mixes of types from small to large. Every matrix starts in its smallest type; then, again and again, the
/// one step to a larger type is taken that saves most divergence for each byte.
/// </summary>
/// <remarks>
/// The predicted divergence is a sum over matrices (Malinovskii et al. 2024, "Pushing the Limits of Large Language
/// Model Quantization via the Linearity Theorem", arXiv 2411.17525), so that least divergence at a size is a separable
/// knapsack. On each matrix's lower convex hull of (bytes, divergence) the savings per byte fall from step to step, and
/// taking the largest first is optimal at every size that the path touches (Shoham, Gersho 1988, "Efficient Bit
/// Allocation for an Arbitrary Set of Quantizers").
/// </remarks>
public static class PrecisionPath
{
    /// <summary>
    /// The whole path: bytes rise and divergence falls from each mix to the next. Equal steps are taken in the order
    /// of the matrices.
    /// </summary>
    /// <param name="matrices">The choices of each matrix by rising bytes; at least one each.</param>
    public static IReadOnlyList<PrecisionMix> From(IReadOnlyList<IReadOnlyList<PrecisionChoice>> matrices)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        PrecisionChoice[] current = [.. matrices.Select(choices => choices[0])];
        List<PrecisionMix> path = [MixOf(current)];
        foreach ((int matrix, PrecisionChoice next, _) in matrices
            .SelectMany((choices, matrix) => Steps(matrix, Hull(choices)))
            .OrderByDescending(step => step.SavedPerByte))
        {
            current[matrix] = next;
            path.Add(MixOf(current));
        }

        return path;
    }

    /// <summary>Some mixes of a path at evenly spaced sizes, its ends among them.</summary>
    /// <param name="path">The path.</param>
    /// <param name="count">Most mixes; at least 2. Where the path has no mix between two sizes there are fewer.</param>
    public static IReadOnlyList<PrecisionMix> Spaced(IReadOnlyList<PrecisionMix> path, int count)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        (long first, long last) = (path[0].Bytes, path[^1].Bytes);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => first + (long)((Int128)(last - first) * i / (count - 1)))
                .Select(size => path.Last(mix => mix.Bytes <= size))
                .Distinct(),
        ];
    }

    private static PrecisionMix MixOf(PrecisionChoice[] choices) =>
        new([.. choices], choices.Sum(choice => choice.Bytes), choices.Sum(choice => choice.Divergence));

    private static IEnumerable<(int Matrix, PrecisionChoice Next, double SavedPerByte)> Steps(
        int matrix, List<PrecisionChoice> hull) =>
        hull.Zip(hull.Skip(1), (from, to) => (matrix, to, SavedPerByte(from, to)));

    // The corners from the smallest choice on along which savings per byte fall and never reach zero.
    private static List<PrecisionChoice> Hull(IReadOnlyList<PrecisionChoice> choices)
    {
        List<PrecisionChoice> hull = [choices[0]];
        foreach (PrecisionChoice choice in choices.Skip(1))
        {
            if (choice.Bytes <= hull[^1].Bytes || choice.Divergence >= hull[^1].Divergence)
            {
                continue;
            }

            while (hull.Count > 1 && SavedPerByte(hull[^2], hull[^1]) <= SavedPerByte(hull[^1], choice))
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(choice);
        }

        return hull;
    }

    private static double SavedPerByte(PrecisionChoice from, PrecisionChoice to) =>
        (from.Divergence - to.Divergence) / (to.Bytes - from.Bytes);
}
