namespace EvalHarness.Gating;

/// <summary>Both models' scores of one sample, either of which may be missing.</summary>
/// <param name="Unit">Unit of independence: the group, or the sample itself.</param>
/// <param name="Baseline">Baseline's value; <c>null</c> when missing.</param>
/// <param name="Candidate">Candidate's value; <c>null</c> when missing.</param>
/// <param name="Weight">Weight of the sample; greater than 0.</param>
internal readonly record struct SampleScores(
    (bool IsGroup, string Name) Unit, double? Baseline, double? Candidate, double Weight)
{
    /// <summary>Both models scored it.</summary>
    public bool IsPair => Baseline is not null && Candidate is not null;

    /// <summary>The least change in quality that it can stand for; <c>null</c> when there is no least.</summary>
    public double? WorstChange(MetricDefinition metric) =>
        Change(metric, Baseline ?? metric.Best, Candidate ?? metric.Worst);

    /// <summary>The greatest change in quality that it can stand for; <c>null</c> when there is no greatest.</summary>
    public double? BestChange(MetricDefinition metric) =>
        Change(metric, Baseline ?? metric.Worst, Candidate ?? metric.Best);

    /// <summary>Every sample that either model has a row for, in an order that does not depend on its name.</summary>
    /// <exception cref="ArgumentException">A weight is not positive.</exception>
    public static IEnumerable<SampleScores> Join(
        Dictionary<string, Score> baseline,
        Dictionary<string, Score> candidate,
        IReadOnlyDictionary<string, string?> groups) =>
        baseline.Keys.Union(candidate.Keys, StringComparer.Ordinal)
            .Select(id => Create(id, baseline.GetValueOrDefault(id), candidate.GetValueOrDefault(id), groups))
            .OrderBy(sample => sample.Baseline)
            .ThenBy(sample => sample.Candidate)
            .ThenBy(sample => sample.Weight);

    /// <summary>Whether a score has a finite value.</summary>
    public static bool IsScored(Score score) => score.Value is { } value && double.IsFinite(value);

    private static double? Change(MetricDefinition metric, double? before, double? after) =>
        metric.HigherIsBetter ? after - before : before - after;

    private static SampleScores Create(
        string id, Score? baseline, Score? candidate, IReadOnlyDictionary<string, string?> groups)
    {
        double weight = (baseline ?? candidate)!.Weight;
        if (!(weight > 0) || !double.IsFinite(weight))
        {
            throw new ArgumentException($"Sample {id} has weight {weight}.", nameof(baseline));
        }

        return new(
            groups.GetValueOrDefault(id) is { } group ? (true, group) : (false, id),
            baseline is not null && IsScored(baseline) ? baseline.Value : null,
            candidate is not null && IsScored(candidate) ? candidate.Value : null,
            weight);
    }
}
