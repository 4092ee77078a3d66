namespace EvalHarness.Gating;

/// <summary>The evidence of a judge: drawn pairs, each standing for several, and pairs of equal outputs.</summary>
public sealed partial record PairedDifferences
{
    /// <summary>Differences from the scores of a judge that saw a sample of the pairs.</summary>
    /// <param name="candidate">Name of the candidate model.</param>
    /// <param name="metric">Task and metric, <c>task/judge:name</c>.</param>
    /// <param name="definition">Direction of the metric.</param>
    /// <param name="pairs">Every drawn pair and every pair of equal outputs, in any order.</param>
    /// <param name="changes">The changes by the judge's grades: they give the mean and its spread.</param>
    /// <param name="baselineMean">The baseline's mean over all its samples, as far as it is known.</param>
    /// <param name="groups">Group by sample id; a sample that is absent or <c>null</c> is a cluster of its own.</param>
    /// <exception cref="ArgumentException">A sample occurs twice, or a weight is not positive.</exception>
    public static PairedDifferences FromJudged(
        string candidate,
        string metric,
        MetricDefinition definition,
        IReadOnlyList<JudgedPair> pairs,
        LabelledChanges changes,
        double? baselineMean,
        IReadOnlyDictionary<string, string?> groups)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(groups);
        if (pairs.DistinctBy(pair => pair.SampleId, StringComparer.Ordinal).Count() != pairs.Count
            || pairs.Any(pair => !(pair.Weight > 0)))
        {
            throw new ArgumentException("A sample occurs twice or has no positive weight.", nameof(pairs));
        }

        ScorePair[] scored =
        [
            .. pairs.Where(pair => pair.IsEqual || (pair.Baseline is not null && pair.Candidate is not null))
                .Select(pair => new ScorePair(
                    groups.GetValueOrDefault(pair.SampleId) is { } group ? (true, group) : (false, pair.SampleId),
                    pair.IsEqual ? 0 : pair.Baseline!.Value,
                    pair.IsEqual ? 0 : pair.Candidate!.Value,
                    pair.Weight)),
        ];
        IEnumerable<string> scoredIds = pairs
            .Where(pair => !pair.IsEqual && pair is { Baseline: not null, Candidate: not null })
            .Select(pair => groups.GetValueOrDefault(pair.SampleId) is { } group ? "g" + group : "s" + pair.SampleId);
        double all = pairs.Sum(pair => pair.Weight);
        double weight = scored.Sum(pair => pair.Weight);
        return new PairedDifferences
        {
            Candidate = candidate,
            Metric = metric,
            Definition = definition with { Range = new(0, changes.Range) },
            _samples =
            [
                .. scored.Select(pair =>
                    new SampleScores(pair.Cluster, pair.Baseline, pair.Candidate, pair.Weight)),
            ],
            Unpaired = 0,
            BaselineUnscored = pairs.Count(pair => !pair.IsEqual && pair.Baseline is null),
            CandidateUnscored = pairs.Count(pair => !pair.IsEqual && pair.Candidate is null),
            Differences = [.. scored.Select(pair => pair.Difference).Order()],
            ClusterSums = scored.Length == 0 ? [] : [.. changes.Measured.Select(unit => unit.Sum)],
            ClusterWeights = scored.Length == 0 ? [] : [.. changes.Measured.Select(unit => unit.Pairs)],
            BaselineMean = scored.Length == 0 ? null : baselineMean,
            CandidateMean = scored.Length == 0 ? null : baselineMean + changes.Mean,
            ByJudge = changes,
            KnownShare = weight > 0 ? pairs.Where(pair => pair.IsEqual).Sum(pair => pair.Weight) / weight : 0,
            EqualPairs = pairs.Count(pair => pair.IsEqual),
            MeasuredClusters = scoredIds.Distinct().Count(),
            MissingShare = all > 0 ? Math.Max(0, all - weight) / all : 1,
        };
    }
}
