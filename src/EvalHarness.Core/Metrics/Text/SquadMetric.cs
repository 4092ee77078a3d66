namespace EvalHarness.Metrics.Text;

/// <summary>
/// Exact match or F1 as SQuAD's evaluation script 2.0 computes them (Rajpurkar et al. 2018). Targets whose normal form
/// is empty are left out; where none remains the question has no answer, and an output without words is right.
/// </summary>
internal sealed class SquadMetric : IMetric
{
    /// <summary>Stable name of exact match.</summary>
    public const string ExactName = "squad_em";

    /// <summary>Stable name of F1.</summary>
    public const string OverlapName = "squad_f1";

    /// <summary>One sentence on exact match.</summary>
    public const string ExactMeaning =
        "SQuAD's exact match: lower case, ASCII punctuation (signs and points too) and articles removed; 0 or 1.";

    /// <summary>One sentence on F1.</summary>
    public const string OverlapMeaning =
        "SQuAD's F1 of the words shared with the best target, in the same form as squad_em; 0 to 1.";

    private static readonly string[] s_noAnswer = [""];

    private SquadMetric(MetricDefinition definition) => Definition = definition;

    /// <summary>Exact match.</summary>
    public static SquadMetric Exact { get; } =
        new(new(ExactName, HigherIsBetter: true, IsPassFail: true, ExactMeaning));

    /// <summary>F1.</summary>
    public static SquadMetric Overlap { get; } =
        new(new(OverlapName, HigherIsBetter: true, IsPassFail: false, OverlapMeaning, MetricRange.Unit));

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true, allowsEmpty: true) is { } faulty)
        {
            return faulty;
        }

        string text = AnswerText.Normalize(output.Text);
        string[] targets = [.. sample.Targets.Select(AnswerText.Normalize).Where(target => target.Length > 0)];
        double value = (targets.Length > 0 ? targets : s_noAnswer).Max(target =>
            Definition.IsPassFail ? (target == text ? 1 : 0) : WordOverlap.F1(Words(text), Words(target)));
        return new(sample.Id, Definition.Name, value);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
