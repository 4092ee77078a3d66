using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// The evidence on one metric: candidate − baseline on every sample that both models scored, paired by id, with a
/// count of everything that could not be paired. Comparisons and gates are made from it and from nothing else.
/// </summary>
public sealed partial record PairedDifferences
{
    private IReadOnlyList<SampleScores> _samples = [];

    private PairedDifferences()
    {
    }

    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric: its direction and range.</summary>
    public required MetricDefinition Definition { get; init; }

    /// <summary>Direction of quality of the metric.</summary>
    public bool HigherIsBetter => Definition.HigherIsBetter;

    /// <summary>Samples that both models scored; with none, every list here is empty.</summary>
    public int Pairs => Differences.Count;

    /// <summary>Samples that only one of the two models has a row for.</summary>
    public required int Unpaired { get; init; }

    /// <summary>Samples present for both where the baseline is unscored.</summary>
    public required int BaselineUnscored { get; init; }

    /// <summary>Samples present for both where the candidate is unscored.</summary>
    public required int CandidateUnscored { get; init; }

    /// <summary>Candidate − baseline per pair, ascending, on the metric's own scale.</summary>
    public required IReadOnlyList<double> Differences { get; init; }

    /// <summary>Weighted sum of the differences of each independent cluster.</summary>
    public required IReadOnlyList<double> ClusterSums { get; init; }

    /// <summary>Sum of weights of each cluster, in the order of <see cref="ClusterSums"/>; positive.</summary>
    public required IReadOnlyList<double> ClusterWeights { get; init; }

    /// <summary>Baseline's (weighted) mean over the pairs; <c>null</c> without pairs.</summary>
    public double? BaselineMean { get; init; }

    /// <summary>Candidate's (weighted) mean over the pairs; <c>null</c> without pairs.</summary>
    public double? CandidateMean { get; init; }

    /// <summary>Flips of a pass/fail metric; <c>null</c> for other metrics and without pairs.</summary>
    public Flips? Flips { get; init; }

    /// <summary>Share of all samples seen that have no pair, for whatever reason; 1 without samples.</summary>
    public required double MissingShare { get; init; }

    /// <summary>
    /// Weight share of the pairs whose difference is 0 because the outputs are equal, 0–1; 0 where every output was
    /// scored.
    /// </summary>
    public double KnownShare { get; init; }

    /// <summary>Pairs whose difference is 0 because the outputs are equal, among <see cref="Pairs"/>.</summary>
    public int EqualPairs { get; init; }

    /// <summary>Clusters with a difference that was measured rather than known.</summary>
    public required int MeasuredClusters { get; init; }

    /// <summary>Of a judge's metric, the changes by its own grades; <c>null</c> for other metrics.</summary>
    public LabelledChanges? ByJudge { get; init; }

    /// <summary>Of a judge's metric, the changes by people's labels of pairs; <c>null</c> without any.</summary>
    public LabelledChanges? ByPeople { get; init; }

    /// <summary>
    /// People labelled drawn pairs of this very run: their grades decide, also where a gate would be content with the
    /// judge's.
    /// </summary>
    public bool PeopleDecide { get; init; }

    /// <summary>Gates that were decided before on other labels of the same draw.</summary>
    public int EarlierLooks { get; init; }

    /// <summary>Why no gate may rest on this evidence, as a sentence; <c>null</c> when one may.</summary>
    public string? Withheld { get; init; }

    /// <summary>Whether no pair differs from another: nothing flipped, or all moved by the same amount.</summary>
    public bool HasNoVariation => Pairs > 0 && Differences[0] == Differences[^1];

    /// <summary>Whether both models have one score on every sample, so that the metric tells nothing apart.</summary>
    internal bool ScoresAreAllEqual => _samples is [var first, ..]
        && _samples.All(sample => sample.Baseline == first.Baseline && sample.Candidate == first.Baseline);

    /// <summary>Mean (weighted) difference; <c>null</c> without pairs.</summary>
    public double? Mean => Pairs == 0 ? null : ClusterSums.Sum() / ClusterWeights.Sum();

    /// <summary>
    /// Mean change in quality, positive when better: <see cref="Mean"/>, sign-flipped where lower is better.
    /// </summary>
    public double? QualityChange => HigherIsBetter ? Mean : -Mean;

    /// <summary>Student's t by cluster; <c>null</c> with fewer than two clusters.</summary>
    public TInterval? T => TInterval.From([.. ClusterSums], [.. ClusterWeights]);

    /// <summary>BCa bootstrap by cluster; <c>null</c> with fewer than two clusters.</summary>
    /// <param name="seed">The same seed gives the same replicates everywhere.</param>
    public BootstrapDistribution? Bootstrap(long seed) =>
        PairedBootstrap.Ratio([.. ClusterSums], [.. ClusterWeights], new SeededRandom(seed));

    /// <summary>Pairs two models' scores by sample id.</summary>
    /// <param name="candidate">Name of the candidate model.</param>
    /// <param name="metric">Task and metric, <c>task/metric</c>.</param>
    /// <param name="definition">Direction and scale of the metric.</param>
    /// <param name="baselineScores">One score per sample, in any order.</param>
    /// <param name="candidateScores">One score per sample, in any order; a pair has the baseline's weight.</param>
    /// <param name="groups">Group by sample id; a sample that is absent or <c>null</c> is a cluster of its own.</param>
    /// <exception cref="ArgumentException">A sample has two scores, or a weight that is not positive.</exception>
    public static PairedDifferences From(
        string candidate,
        string metric,
        MetricDefinition definition,
        IEnumerable<Score> baselineScores,
        IEnumerable<Score> candidateScores,
        IReadOnlyDictionary<string, string?> groups)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(groups);
        Dictionary<string, Score> before = baselineScores.ToDictionary(score => score.SampleId, StringComparer.Ordinal);
        Dictionary<string, Score> after = candidateScores.ToDictionary(score => score.SampleId, StringComparer.Ordinal);
        int common = before.Keys.Count(after.ContainsKey);
        int seen = before.Count + after.Count - common;
        SampleScores[] samples = [.. SampleScores.Join(before, after, groups)];
        ScorePair[] pairs =
        [
            .. samples.Where(sample => sample.IsPair).Select(sample =>
                new ScorePair(sample.Unit, sample.Baseline!.Value, sample.Candidate!.Value, sample.Weight)),
        ];
        double weight = pairs.Sum(pair => pair.Weight);
        (double Sum, double Weight)[] clusters = Clusters(pairs);
        return new PairedDifferences
        {
            _samples = samples,
            Candidate = candidate,
            Metric = metric,
            Definition = definition,
            Unpaired = seen - common,
            BaselineUnscored = before.Count(row => after.ContainsKey(row.Key) && !SampleScores.IsScored(row.Value)),
            CandidateUnscored = after.Count(row => before.ContainsKey(row.Key) && !SampleScores.IsScored(row.Value)),
            Differences = [.. pairs.Select(pair => pair.Difference).Order()],
            ClusterSums = [.. clusters.Select(cluster => cluster.Sum)],
            ClusterWeights = [.. clusters.Select(cluster => cluster.Weight)],
            BaselineMean = pairs.Length == 0 ? null : pairs.Sum(pair => pair.Weight * pair.Baseline) / weight,
            CandidateMean = pairs.Length == 0 ? null : pairs.Sum(pair => pair.Weight * pair.Candidate) / weight,
            Flips = definition.IsPassFail && pairs.Length > 0 ? FlipsOf(pairs, definition.HigherIsBetter) : null,
            MeasuredClusters = clusters.Length,
            MissingShare = seen == 0 ? 1 : (double)(seen - pairs.Length) / seen,
        };
    }

    /// <summary>
    /// Changes in quality by unit for a lower bound: what one model or both have no score for counts as the worst
    /// change it can stand for. <c>null</c> without pairs.
    /// </summary>
    /// <param name="worstLoss">
    /// The most that one sample can lose: of a metric without a worst value, losses beyond it and missing scores count
    /// as this; <c>null</c> leaves missing scores of such a metric out.
    /// </param>
    internal PairedUnits? LowerUnits(double? worstLoss) => Pairs == 0 ? null : PairedUnits.From(
        from sample in _samples
        let change = sample.WorstChange(Definition) ?? -worstLoss
        where change is not null
        select (sample.Unit, Math.Max(change.Value, -worstLoss ?? double.NegativeInfinity), sample.Weight));

    /// <summary>
    /// The same for an upper bound: missing scores count as the best change, or not at all where there is none.
    /// </summary>
    internal PairedUnits? UpperUnits() => Pairs == 0 ? null : PairedUnits.From(
        from sample in _samples
        let change = sample.BestChange(Definition)
        where change is not null
        select (sample.Unit, change.Value, sample.Weight));

    // Sorted throughout, so that neither the order nor the names of samples and groups reach the last digit.
    private static (double Sum, double Weight)[] Clusters(ScorePair[] pairs) => [.. pairs
        .GroupBy(pair => pair.Cluster)
        .Select(cluster => (
            cluster.Select(pair => pair.Weight * pair.Difference).Order().Sum(),
            cluster.Select(pair => pair.Weight).Order().Sum()))
        .Order()];

    private static Flips FlipsOf(ScorePair[] pairs, bool higherIsBetter)
    {
        int down = pairs.Count(pair => pair.Difference < 0);
        int up = pairs.Count(pair => pair.Difference > 0);
        (int lost, int gained) = higherIsBetter ? (down, up) : (up, down);
        return new(lost, gained, (double)(lost + gained) / pairs.Length, McNemar.PValue(lost, gained));
    }
}
