using System.Buffers;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// A ranking measure of a sample's output. The order given is the order scored; candidates that the ranking leaves
/// out are not retrieved; candidates without a grade are unjudged and count as not relevant. A sample whose grades
/// are all below 1 scores 0, as trec_eval has it; a sample without any grade is unscored; an output that names no
/// candidate scores 0, because the form was asked for.
/// </summary>
internal sealed class RankingMetric(string name, RankingMeasure measure) : IMetric
{
    // A grade costs a counter, so an absurd one must not cost memory.
    private const int HighestGrade = 65_535;

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(
        name,
        HigherIsBetter: true,
        measure.Kind == RankingMeasureKind.Success,
        RankingMeanings.For(measure),
        MetricRange.Unit);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FindFault(sample, output) is { } faulty)
        {
            return faulty;
        }

        int[] levels = new int[Math.Max(sample.Relevance.Values.Max(), 0) + 1];
        foreach (int grade in sample.Relevance.Values)
        {
            if (grade >= 0)
            {
                levels[grade]++;
            }
        }

        IReadOnlyList<RankedCandidate> ranked = output.Ranking!.Candidates;
        int[] grades = ArrayPool<int>.Shared.Rent(ranked.Count);
        for (int i = 0; i < ranked.Count; i++)
        {
            grades[i] = !sample.Relevance.TryGetValue(ranked[i].Id, out int grade) ? JudgedRanking.NotInPool
                : grade < 0 ? JudgedRanking.Unjudged
                : grade;
        }

        double value = measure.Compute(new JudgedRanking(grades.AsSpan(0, ranked.Count), levels));
        ArrayPool<int>.Shared.Return(grades);
        return new(sample.Id, name, value);
    }

    private Score? FindFault(Sample sample, ModelOutput output)
    {
        if (output.Error is null && sample.Relevance.Count == 0)
        {
            return Fault(ScoreFault.LabelMissing, "the sample has no relevance grades");
        }

        if (output.Error is null && sample.Relevance.Values.Max() > HighestGrade)
        {
            return Fault(ScoreFault.MetricUndefined, $"a relevance grade is above {HighestGrade}");
        }

        return FaultyScore.Find(sample, output, Definition, needsTarget: false)
            ?? (output.Ranking is { Candidates.Count: > 0 }
                ? null
                : Fault(ScoreFault.InvalidFormat, "the output holds no ranking of the candidates"));

        Score Fault(ScoreFault fault, string reason) => FaultyScore.Create(sample, Definition, fault, reason);
    }
}
