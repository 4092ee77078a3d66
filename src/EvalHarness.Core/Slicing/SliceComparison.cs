using EvalHarness.Gating;
using EvalHarness.Statistics;

namespace EvalHarness.Slicing;

/// <summary>
/// Looks for where a candidate lost: the paired change in quality by slice, worst first. Slices are looked at after the
/// fact and there are many, so each interval has its share of the risk (see <see cref="Bonferroni"/>): with the
/// confidence asked for, all of them cover at once.
/// </summary>
/// <param name="candidate">Name of the candidate.</param>
/// <param name="task">Name of the task.</param>
/// <param name="groups">Group by sample id; a sample that is absent or <c>null</c> is a cluster of its own.</param>
public sealed class SliceComparison(string candidate, string task, IReadOnlyDictionary<string, string?> groups)
{
    /// <summary>Fewest pairs of a slice that is worth showing.</summary>
    public const int LeastPairs = 10;

    /// <summary>The changes on one metric by slice: what is surely lost most comes first, by the upper end.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="baseline">The baseline's scores, one per sample.</param>
    /// <param name="other">The candidate's scores.</param>
    /// <param name="slices">The slices; those with fewer than <see cref="LeastPairs"/> pairs are left out.</param>
    /// <param name="joined">Scores of both models on further metrics.</param>
    /// <param name="confidence">Two-sided level at which all intervals cover at once, between 0 and 1.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public IReadOnlyList<SliceChange> Compare(
        MetricDefinition metric,
        IReadOnlyList<Score> baseline,
        IReadOnlyList<Score> other,
        IReadOnlyList<Slice> slices,
        IReadOnlyList<JoinedScores> joined,
        double confidence,
        long seed)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(slices);
        (Slice Slice, PairedDifferences Inside)[] seen =
        [
            .. slices.Select(slice => (slice, Pair(metric, baseline, other, slice.Samples.Contains)))
                .Where(found => found.Item2.Pairs >= LeastPairs),
        ];
        double oneSided = Bonferroni.Share((1 + confidence) / 2, Math.Max(1, seen.Length));
        return
        [
            .. seen.AsParallel().AsOrdered()
                .Select(found => Describe(
                    metric,
                    found.Slice,
                    found.Inside,
                    ResampledBounds.Create(
                        found.Inside.UpperUnits(), metric.IsPassFail, metric.Range?.Width, seed)?.At(oneSided),
                    Pair(metric, baseline, other, sample => !found.Slice.Samples.Contains(sample)).Mean,
                    joined))
                .OrderBy(change => change.High ?? double.PositiveInfinity)
                .ThenBy(change => change.Change),
        ];
    }

    private PairedDifferences Pair(
        MetricDefinition metric, IReadOnlyList<Score> baseline, IReadOnlyList<Score> other, Func<string, bool> isIn) =>
        PairedDifferences.From(
            candidate,
            $"{task}/{metric.Name}",
            metric,
            baseline.Where(score => isIn(score.SampleId)),
            other.Where(score => isIn(score.SampleId)),
            groups);

    private SliceChange Describe(
        MetricDefinition metric,
        Slice slice,
        PairedDifferences inside,
        Interval? bounds,
        double? elsewhere,
        IReadOnlyList<JoinedScores> joined)
    {
        int sign = metric.HigherIsBetter ? 1 : -1;
        return new SliceChange
        {
            Candidate = candidate,
            Metric = $"{task}/{metric.Name}",
            Dimension = slice.Dimension,
            Value = slice.Value,
            Pairs = inside.Pairs,
            Lost = inside.Differences.Count(difference => sign * difference < 0),
            Change = sign * inside.Mean!.Value,
            Low = bounds?.Low,
            High = bounds?.High,
            Elsewhere = sign * elsewhere,
            Joined =
            [
                .. joined
                    .Select(entry => (entry.Metric, Found: Pair(
                        entry.Metric, entry.Baseline, entry.Candidate, slice.Samples.Contains)))
                    .Where(entry => entry.Found.Pairs > 0)
                    .Select(entry => new SliceMean(
                        $"{task}/{entry.Metric.Name}", entry.Found.Mean!.Value, entry.Found.Pairs)),
            ],
        };
    }
}
