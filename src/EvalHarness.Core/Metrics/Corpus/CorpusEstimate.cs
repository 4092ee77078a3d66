using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Corpus;

/// <summary>A corpus metric's value with an interval.</summary>
/// <param name="Value">Over all outputs; <c>null</c> without any or where it is not defined.</param>
/// <param name="Interval">
/// 95 % percentile interval over outputs drawn with replacement; <c>null</c> with fewer than two.
/// </param>
public sealed record CorpusEstimate(double? Value, Interval? Interval)
{
    private const int Resamples = 1000;
    private const double Tail = 0.025;

    /// <summary>The value of everything that was added.</summary>
    /// <param name="tally">What was counted.</param>
    /// <param name="random">Seeded source; see <see cref="SeededRandom"/>.</param>
    public static CorpusEstimate From(ICorpusTally tally, Random random)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(random);
        int[] places = [.. Enumerable.Range(0, tally.Count)];
        double? value = places.Length == 0 ? null : tally.Compute(places);
        if (value is null || places.Length < 2)
        {
            return new(value, null);
        }

        List<double> replicates = new(Resamples);
        for (int r = 0; r < Resamples; r++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = random.Next(places.Length);
            }

            if (tally.Compute(places) is { } replicate)
            {
                replicates.Add(replicate);
            }
        }

        double[] sorted = [.. replicates.Order()];
        return new(value, sorted.Length == 0
            ? null
            : new(Quantiles.FromSorted(sorted, Tail), Quantiles.FromSorted(sorted, 1 - Tail)));
    }
}
