namespace EvalHarness.Metrics.Text;

/// <summary>Whether the answer is one of the targets, character for character.</summary>
internal sealed class ExactMatchMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "exact_match";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output equals a target, trimmed and in Unicode form C; case and punctuation count; 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true, allowsEmpty: true) is { } faulty)
        {
            return faulty;
        }

        string text = AnswerText.Strict(output.Text);
        return new(sample.Id, Name, sample.Targets.Any(target => AnswerText.Strict(target) == text) ? 1 : 0);
    }
}
