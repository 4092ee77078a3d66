namespace EvalHarness.Gating;

/// <summary>Both models' values on one sample.</summary>
/// <param name="Cluster">Unit of independence: the group, or the sample itself.</param>
/// <param name="Baseline">Baseline's value.</param>
/// <param name="Candidate">Candidate's value.</param>
/// <param name="Weight">Weight of the sample; greater than 0.</param>
internal readonly record struct ScorePair(
    (bool IsGroup, string Name) Cluster, double Baseline, double Candidate, double Weight)
{
    /// <summary>Candidate − baseline.</summary>
    public double Difference => Candidate - Baseline;

    /// <summary>Whether a score has a finite value.</summary>
    public static bool IsScored(Score score) => score.Value is { } value && double.IsFinite(value);

    /// <summary>The pairs in an order that does not depend on the samples' names.</summary>
    public static IEnumerable<ScorePair> Join(
        Dictionary<string, Score> baseline,
        Dictionary<string, Score> candidate,
        IReadOnlyDictionary<string, string?> groups) =>
        baseline.Values
            .Where(score => IsScored(score) && candidate.TryGetValue(score.SampleId, out Score? other)
                && IsScored(other))
            .Select(score => Of(score, candidate[score.SampleId], groups.GetValueOrDefault(score.SampleId)))
            .OrderBy(pair => pair.Baseline)
            .ThenBy(pair => pair.Candidate)
            .ThenBy(pair => pair.Weight);

    /// <summary>Largest change that one sample could show: 1 when all values lie in 0–1, else their spread.</summary>
    public static double LargestChange(ScorePair[] pairs)
    {
        if (pairs.Length == 0)
        {
            return 1;
        }

        double lowest = pairs.Min(pair => Math.Min(pair.Baseline, pair.Candidate));
        double highest = pairs.Max(pair => Math.Max(pair.Baseline, pair.Candidate));
        return lowest >= 0 && highest <= 1 ? 1 : highest - lowest;
    }

    private static ScorePair Of(Score baseline, Score candidate, string? group)
    {
        if (!(baseline.Weight > 0) || !double.IsFinite(baseline.Weight))
        {
            throw new ArgumentException($"Sample {baseline.SampleId} has weight {baseline.Weight}.", nameof(baseline));
        }

        (bool, string) cluster = group is null ? (false, baseline.SampleId) : (true, group);
        return new(cluster, baseline.Value!.Value, candidate.Value!.Value, baseline.Weight);
    }
}
