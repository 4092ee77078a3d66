namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output names the right one of several choices, by its letter or its text.</summary>
internal sealed class ChoiceMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "choice";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output names the target among the choices (A, B, …), by letter or text; none or several are an "
        + "invalid format; 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <summary>A target is one of the choices, or a letter where none are given.</summary>
    public static bool IsChoice(string target, IReadOnlyList<string> choices) =>
        ChoiceText.ReadTarget(target, choices) is not null;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        int[] targets =
            [.. sample.Targets.Select(target => ChoiceText.ReadTarget(target, sample.Choices)).OfType<int>()];
        if (targets.Length == 0)
        {
            return FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined, "no target of the sample is one of its choices");
        }

        return ChoiceText.Read(output.Text, sample.Choices) is { } given
            ? new(sample.Id, Name, targets.Contains(given) ? 1 : 0)
            : FaultyScore.Create(sample, Definition, ScoreFault.InvalidFormat, "the output names no choice, or "
                + "several");
    }
}
