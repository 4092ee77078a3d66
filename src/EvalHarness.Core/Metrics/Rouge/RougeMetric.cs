using System.Collections.Concurrent;

namespace EvalHarness.Metrics.Rouge;

/// <summary>F-measure of one ROUGE type, best over the sample's targets.</summary>
internal sealed class RougeMetric(RougeType type, bool anyScript, bool useStemmer) : IMetric
{
    /// <summary>Suffix of the metric's name that counts words of every script.</summary>
    public const string UnicodeSuffix = ":unicode";

    /// <summary>Suffix of the metric's name that switches the stemmer on; the last one.</summary>
    public const string StemSuffix = ":stem";

    // A scorer serves one thread at a time, and a metric serves many.
    private readonly ConcurrentBag<RougeScorer> _idle = [];

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(
        type.Name + (anyScript ? UnicodeSuffix : "") + (useStemmer ? StemSuffix : ""),
        HigherIsBetter: true,
        IsPassFail: false,
        Describe(type, anyScript, useStemmer),
        MetricRange.Unit);

    /// <summary>The metric of a name such as <c>rougeL:unicode:stem</c>; <c>null</c> for any other.</summary>
    public static RougeMetric? Create(string name)
    {
        bool useStemmer = name.EndsWith(StemSuffix, StringComparison.Ordinal);
        string rest = useStemmer ? name[..^StemSuffix.Length] : name;
        bool anyScript = rest.EndsWith(UnicodeSuffix, StringComparison.Ordinal);
        return RougeType.TryParse(anyScript ? rest[..^UnicodeSuffix.Length] : rest, out RougeType type)
            ? new RougeMetric(type, anyScript, useStemmer)
            : null;
    }

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        Span<RougeScore> scores = stackalloc RougeScore[1];
        RougeScorer scorer = Borrow();
        string[] targets = [.. sample.Targets.Where(target => CanScore(scorer, target))];
        if (targets.Length > 0)
        {
            scorer.Score(output.Text, targets, scores);
        }

        _idle.Add(scorer);
        return targets.Length > 0
            ? new(sample.Id, Definition.Name, scores[0].FMeasure)
            : FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, Explain());
    }

    /// <summary>A target has enough words for this type, so that some output could score above 0.</summary>
    public bool CanSee(string target)
    {
        RougeScorer scorer = Borrow();
        bool canSee = CanScore(scorer, target);
        _idle.Add(scorer);
        return canSee;
    }

    private bool CanScore(RougeScorer scorer, string target) => scorer.CountWords(target) >= Math.Max(type.Length, 1);

    private RougeScorer Borrow() =>
        _idle.TryTake(out RougeScorer? idle) ? idle : new RougeScorer([type], useStemmer, anyScript);

    private string Explain()
    {
        string words = anyScript ? "words" : "words of ASCII letters or digits";
        string remedy = anyScript ? "" : $"; {type.Name}{UnicodeSuffix} counts words of every script";
        return type.Length > 1
            ? $"no target has {type.Length} {words}{remedy}"
            : $"no target has any {words}{remedy}";
    }

    private static string Describe(RougeType type, bool anyScript, bool useStemmer)
    {
        string what = type.Length > 0 ? $"overlap of {type.Length}-word sequences"
            : type == RougeType.SummaryLevel ? "union of longest common subsequences by line"
            : "longest common subsequence";
        string script = anyScript ? ", words of every script" : "";
        string stem = useStemmer ? ", words reduced to their stem" : "";
        return $"F-measure of the {what} with the best target{script}{stem}; 0 to 1.";
    }
}
