namespace EvalHarness.Metrics.Text;

/// <summary>Whether the answer is one of the targets, in SQuAD's normal form.</summary>
internal sealed class ExactMatchMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "exact_match";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output equals a target, ignoring case, punctuation, articles and white space; 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output) =>
        Unscored.Because(sample, output, Name, needsTarget: true)
        ?? new(sample.Id, Name, sample.Targets.Any(target => AnswerText.AreEqual(output.Text, target)) ? 1 : 0);
}
