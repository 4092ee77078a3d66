namespace EvalHarness.Statistics;

/// <summary>
/// One-sided lower bound of κ that few items cannot lift: the lower of the BCa bootstrap over items and of Gaffke's
/// bound of the mean disagreement, 1 − U/D_e. The first follows the skewness of κ; the second knows that items on which
/// raters differ may not have been seen yet, so that full agreement on a few items shows little.
/// </summary>
public static class KappaBound
{
    // Whatever little disagreement chance leaves to expect, κ is no less.
    private const double Worst = -1;

    private const int Resamples = 2000;
    private const int MostFold = 1000;

    /// <summary>The bound; <c>null</c> where κ is not defined.</summary>
    /// <param name="matrix">Two raters' categories.</param>
    /// <param name="weights">Weights of κ.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static double? Lower(ConfusionMatrix matrix, KappaWeights weights, long seed, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return WeightedKappa.From(matrix, weights) is not { } kappa
            ? null
            : Math.Max(
                Worst,
                Math.Min(
                    Bootstrap(matrix, weights, kappa.Kappa, seed, confidence),
                    Unseen(matrix, weights, 1, confidence)));
    }

    /// <summary>
    /// About how many items of the same kind would put the bound at a limit; <c>null</c> when κ itself does not reach
    /// it, or no number within a thousand times as many would do.
    /// </summary>
    public static int? ItemsFor(
        ConfusionMatrix matrix, KappaWeights weights, double limit, long seed, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (WeightedKappa.From(matrix, weights) is not { } kappa || kappa.Kappa <= limit)
        {
            return null;
        }

        double reach = kappa.Kappa - Bootstrap(matrix, weights, kappa.Kappa, seed, confidence);
        (double low, double high) = (1, MostFold);
        if (!Meets(high))
        {
            return null;
        }

        while (high - low > 0.01 * low)
        {
            double middle = (low + high) / 2;
            (low, high) = Meets(middle) ? (low, middle) : (middle, high);
        }

        return (int)Math.Ceiling(high * matrix.Total);

        bool Meets(double fold) => kappa.Kappa - (reach / Math.Sqrt(fold)) >= limit
            && Unseen(matrix, weights, fold, confidence) >= limit;
    }

    private static double Unseen(ConfusionMatrix matrix, KappaWeights weights, double fold, double confidence)
    {
        List<double> changes = [];
        List<int> counts = [];
        double expected = 0;
        IReadOnlyList<long> rows = matrix.FirstMargin();
        IReadOnlyList<long> columns = matrix.SecondMargin();
        for (int i = 0; i < matrix.Categories; i++)
        {
            for (int j = 0; j < matrix.Categories; j++)
            {
                double disagreement = WeightedKappa.Disagreement(i, j, matrix.Categories, weights);
                if (Math.Round(fold * matrix[i, j]) is > 0 and var count)
                {
                    changes.Add(-disagreement);
                    counts.Add((int)count);
                }

                expected += disagreement * rows[i] / matrix.Total * columns[j] / matrix.Total;
            }
        }

        double most = -GaffkeTest.CreateCounted([.. changes], [.. counts], 1).LowerBound(1 - confidence);
        return 1 - (most / expected);
    }

    private static double Bootstrap(
        ConfusionMatrix matrix, KappaWeights weights, double kappa, long seed, double confidence)
    {
        (int First, int Second)[] items = [.. Items(matrix)];
        SeededRandom random = new(seed);
        double[] replicates = new double[Resamples];
        long[,] counts = new long[matrix.Categories, matrix.Categories];
        for (int r = 0; r < replicates.Length; r++)
        {
            Array.Clear(counts);
            for (int i = 0; i < items.Length; i++)
            {
                (int first, int second) = items[random.Next(items.Length)];
                counts[first, second]++;
            }

            // Where chance agrees fully, agreement shows nothing.
            replicates[r] = WeightedKappa.From(new ConfusionMatrix(counts), weights)?.Kappa ?? 0;
        }

        Array.Sort(replicates);
        return new BootstrapDistribution(kappa, replicates, Acceleration(matrix, weights))
            .Interval((2 * confidence) - 1).Low;
    }

    // A sixth of the skewness of the leave-one-out values, those of one cell being alike.
    private static double Acceleration(ConfusionMatrix matrix, KappaWeights weights)
    {
        List<(double Value, long Count)> left = [];
        for (int i = 0; i < matrix.Categories; i++)
        {
            for (int j = 0; j < matrix.Categories; j++)
            {
                if (matrix[i, j] > 0)
                {
                    long[,] counts = Counts(matrix);
                    counts[i, j]--;
                    left.Add((WeightedKappa.From(new ConfusionMatrix(counts), weights)?.Kappa ?? 0, matrix[i, j]));
                }
            }
        }

        double mean = left.Sum(outcome => outcome.Count * outcome.Value) / matrix.Total;
        double squares = left.Sum(outcome => outcome.Count * Math.Pow(mean - outcome.Value, 2));
        double cubes = left.Sum(outcome => outcome.Count * Math.Pow(mean - outcome.Value, 3));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static IEnumerable<(int First, int Second)> Items(ConfusionMatrix matrix) =>
        from first in Enumerable.Range(0, matrix.Categories)
        from second in Enumerable.Range(0, matrix.Categories)
        from _ in Enumerable.Range(0, (int)matrix[first, second])
        select (first, second);

    private static long[,] Counts(ConfusionMatrix matrix)
    {
        long[,] counts = new long[matrix.Categories, matrix.Categories];
        for (int i = 0; i < matrix.Categories; i++)
        {
            for (int j = 0; j < matrix.Categories; j++)
            {
                counts[i, j] = matrix[i, j];
            }
        }

        return counts;
    }
}
