using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output holds one of the targets somewhere, as whole words.</summary>
internal sealed class ContainsMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "contains";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output contains a target as whole words or numbers, ignoring case and runs of white space; "
        + "0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        // Every text contains the empty one: such a target could not fail.
        string[] targets = [.. sample.Targets.Select(Form).Where(target => target.Length > 0)];
        string text = Form(output.Text);
        return targets.Length == 0
            ? FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, "every target of the sample is empty")
            : new(sample.Id, Name, targets.Any(target => WordBorders.Contains(text, target)) ? 1 : 0);
    }

    private static string Form(string text) => AnswerText.Collapse(CanonicalForm.Compose(text));
}
