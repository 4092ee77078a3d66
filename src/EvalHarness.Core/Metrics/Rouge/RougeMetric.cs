using System.Collections.Concurrent;

namespace EvalHarness.Metrics.Rouge;

/// <summary>F-measure of one ROUGE type, best over the sample's targets.</summary>
internal sealed class RougeMetric(RougeType type, bool useStemmer) : IMetric
{
    /// <summary>Suffix of the metric's name that switches the stemmer on.</summary>
    public const string StemSuffix = ":stem";

    // A scorer serves one thread at a time, and a metric serves many.
    private readonly ConcurrentBag<RougeScorer> _idle = [];

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(
        useStemmer ? type.Name + StemSuffix : type.Name,
        HigherIsBetter: true,
        IsPassFail: false,
        Describe(type, useStemmer),
        MetricRange.Unit);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (Unscored.Because(sample, output, Definition.Name, needsTarget: true) is { } unscored)
        {
            return unscored;
        }

        Span<RougeScore> scores = stackalloc RougeScore[1];
        RougeScorer scorer = _idle.TryTake(out RougeScorer? idle) ? idle : new RougeScorer([type], useStemmer);
        scorer.Score(output.Text, sample.Targets, scores);
        _idle.Add(scorer);
        return new(sample.Id, Definition.Name, scores[0].FMeasure);
    }

    private static string Describe(RougeType type, bool useStemmer)
    {
        string what = type.Length > 0 ? $"overlap of {type.Length}-word sequences"
            : type == RougeType.SummaryLevel ? "union of longest common subsequences by line"
            : "longest common subsequence";
        string stem = useStemmer ? ", words reduced to their stem" : "";
        return $"F-measure of the {what} with the best target{stem}; 0 to 1.";
    }
}
