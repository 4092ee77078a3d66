namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output holds one of the targets somewhere.</summary>
internal sealed class ContainsMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "contains";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output contains a target, ignoring case and runs of white space; 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (Unscored.Because(sample, output, Name, needsTarget: true) is { } unscored)
        {
            return unscored;
        }

        // Every text contains the empty one: such a target could not fail.
        string[] targets = [.. sample.Targets.Select(AnswerText.Collapse).Where(target => target.Length > 0)];
        string text = AnswerText.Collapse(output.Text);
        bool contains = targets.Any(target => text.Contains(target, StringComparison.OrdinalIgnoreCase));
        return targets.Length == 0
            ? new(sample.Id, Name, Value: null, "every target of the sample is empty")
            : new(sample.Id, Name, contains ? 1 : 0);
    }
}
