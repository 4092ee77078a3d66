namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// <c>overlap@K</c>: the share of the baseline's first K candidates that are among the first K of a model, whatever
/// their grades are. It is known once both have ranked; the baseline's own is 1.
/// </summary>
public sealed record RankingOverlap
{
    private RankingOverlap(string name, int cutoff)
    {
        Cutoff = cutoff;
        Definition = new(
            name, HigherIsBetter: true, IsPassFail: false,
            FormattableString.Invariant($"Share of the baseline's first {cutoff} documents that are among the first ")
                + FormattableString.Invariant($"{cutoff}; 0 to 1, and 1 for the baseline itself."),
            MetricRange.Unit);
    }

    /// <summary>ECMA-262 regular expression of all names, anchored.</summary>
    public static string NamePattern => "^overlap@[1-9][0-9]{0,8}$";

    /// <summary>K.</summary>
    public int Cutoff { get; }

    /// <summary>How its values are to be read.</summary>
    public MetricDefinition Definition { get; }

    /// <summary>The metric of a name; <c>null</c> for other names.</summary>
    public static RankingOverlap? Parse(string name) =>
        CutoffName.Find(name, "overlap") is { } cutoff ? new(name, cutoff) : null;

    /// <summary>The score of an output beside the baseline's of the same sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="baseline">What the baseline gave; <c>null</c> for nothing.</param>
    /// <param name="output">What the model gave, which may be the baseline itself.</param>
    public Score Score(Sample sample, ModelOutput? baseline, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(output);
        if (FirstOf(baseline) is not { Count: > 0 } wanted)
        {
            return FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined, "the baseline has no ranking of the sample");
        }

        if (FaultyScore.Find(sample, output, Definition, needsTarget: false) is { } faulty)
        {
            return faulty;
        }

        return FirstOf(output) is { Count: > 0 } found
            ? new(sample.Id, Definition.Name, (double)wanted.Count(found.Contains) / wanted.Count)
            : FaultyScore.Create(
                sample, Definition, ScoreFault.InvalidFormat, "the output holds no ranking of the candidates");
    }

    private HashSet<string> FirstOf(ModelOutput? output) =>
        output?.Ranking?.Candidates.Take(Cutoff).Select(place => place.Id).ToHashSet(StringComparer.Ordinal) ?? [];
}
