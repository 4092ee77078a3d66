using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Corpus;

/// <summary>A corpus metric's value, or its change, with an interval.</summary>
/// <param name="Value">Over all outputs; <c>null</c> without any or where it is not defined.</param>
/// <param name="Interval">
/// 95 % percentile interval over 1,000 draws of outputs, or of groups of outputs, with replacement (Koehn 2004);
/// <c>null</c> with fewer than two.
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
        return From(tally, [.. Enumerable.Repeat<string?>(null, tally.Count)], random);
    }

    /// <summary>The value of everything that was added, where outputs of one group depend on each other.</summary>
    /// <param name="tally">What was counted.</param>
    /// <param name="groups">(outputs) The group of each; <c>null</c> for one of its own.</param>
    /// <param name="random">Seeded source.</param>
    public static CorpusEstimate From(ICorpusTally tally, IReadOnlyList<string?> groups, Random random)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Count, tally.Count, nameof(groups));
        return Resample(groups, places => tally.Compute(places), random);
    }

    /// <summary>How much greater one tally's value is than another's, over the same samples.</summary>
    /// <param name="before">What is subtracted.</param>
    /// <param name="after">What it is subtracted from.</param>
    /// <param name="places">(samples) The place of each in either tally.</param>
    /// <param name="groups">(samples) The group of each; <c>null</c> for one of its own.</param>
    /// <param name="random">Seeded source.</param>
    public static CorpusEstimate OfChange(
        ICorpusTally before,
        ICorpusTally after,
        IReadOnlyList<(int Before, int After)> places,
        IReadOnlyList<string?> groups,
        Random random)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Count, places.Count, nameof(groups));
        return Resample(
            groups,
            drawn => after.Compute([.. drawn.Select(sample => places[sample].After)])
                - before.Compute([.. drawn.Select(sample => places[sample].Before)]),
            random);
    }

    private static CorpusEstimate Resample(
        IReadOnlyList<string?> groups, Func<int[], double?> compute, Random random)
    {
        int[][] units = [.. groups.Index()
            .GroupBy(output => output.Item ?? (object)output.Index)
            .Select(unit => unit.Select(output => output.Index).ToArray())];
        int[] all = [.. Enumerable.Range(0, groups.Count)];
        double? value = all.Length == 0 ? null : compute(all);
        if (value is null || units.Length < 2)
        {
            return new(value, null);
        }

        List<double> replicates = new(Resamples);
        List<int> drawn = new(all.Length);
        for (int r = 0; r < Resamples; r++)
        {
            drawn.Clear();
            for (int i = 0; i < units.Length; i++)
            {
                drawn.AddRange(units[random.Next(units.Length)]);
            }

            if (compute([.. drawn]) is { } replicate)
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
