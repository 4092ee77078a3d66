namespace EvalHarness.Statistics;

/// <summary>
/// Standard errors as lm-evaluation-harness prints them beside its values, number for number. The harness's own
/// intervals (<see cref="TInterval"/>, <see cref="PairedBootstrap"/>) say more.
/// </summary>
public static class HarnessErrors
{
    /// <summary>Resamples of its bootstrap unless told otherwise.</summary>
    public const int DefaultResamples = 100_000;

    /// <summary>Most resamples of a statistic over a corpus of texts: BLEU, chrF, TER.</summary>
    public const int CorpusResamples = 100;

    private const int ChunkLength = 1000;

    /// <summary>Sample standard deviation over √n; <c>null</c> with fewer than two values.</summary>
    public static double? OfMean(ReadOnlySpan<double> values) => Moments.From(values).StandardError;

    /// <summary>
    /// Sample standard deviation of a statistic's bootstrap replicates: chunks of 1,000 draws, chunk i with the numbers
    /// of Python's <c>random.Random(i)</c>; what is left over after whole chunks is not drawn.
    /// </summary>
    /// <param name="count">Items.</param>
    /// <param name="statistic">The statistic of the items at some places, one or several times each; called by several
    /// threads at a time.</param>
    /// <param name="resamples">Replicates; 0 for no standard error.</param>
    /// <returns><c>null</c> with fewer than two items or replicates.</returns>
    public static double? Bootstrap(int count, Func<ReadOnlySpan<int>, double> statistic, int resamples)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfNegative(resamples);
        if (count < 2 || resamples < 2)
        {
            return null;
        }

        int chunk = Math.Min(ChunkLength, resamples);
        double[] replicates = new double[resamples / chunk * chunk];
        Parallel.For(0, replicates.Length / chunk, seed =>
        {
            PythonRandom random = new(seed);
            int[] places = new int[count];
            foreach (ref double replicate in replicates.AsSpan(seed * chunk, chunk))
            {
                random.ChoosePlaces(count, places);
                replicate = statistic(places);
            }
        });

        return Moments.From(replicates).SampleDeviation;
    }

    /// <summary>
    /// Standard error of a mean weighted by the sizes of a group's tasks, from their pooled variance:
    /// √(Σ (nᵢ − 1) sᵢ² nᵢ / (Σ nᵢ − k) / Σ nᵢ).
    /// </summary>
    /// <param name="sizes">(tasks) Documents of each.</param>
    /// <param name="errors">(tasks) Standard error of each.</param>
    /// <returns><c>null</c> where no task has two documents.</returns>
    public static double? Pooled(IReadOnlyList<int> sizes, IReadOnlyList<double> errors)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfNotEqual(errors.Count, sizes.Count);
        double total = sizes.Sum(size => (double)size);
        double squares = sizes.Zip(errors, (size, error) => (size - 1) * error * error * size).Sum();
        return total > sizes.Count ? Math.Sqrt(squares / (total - sizes.Count) / total) : null;
    }

    /// <summary>Standard error of the plain mean of a group's tasks: √(Σ sᵢ²) / k.</summary>
    /// <param name="errors">(tasks) Standard error of each; at least one.</param>
    public static double Unweighted(IReadOnlyList<double> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count, nameof(errors));
        return Math.Sqrt(errors.Sum(error => error * error)) / errors.Count;
    }
}
