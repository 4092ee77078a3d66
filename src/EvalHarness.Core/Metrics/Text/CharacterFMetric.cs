namespace EvalHarness.Metrics.Text;

/// <summary>chrF2 against the best target.</summary>
internal sealed class CharacterFMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "chrf";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "chrF2: F-measure of sequences of 1 to 6 characters with the best target, as sacreBLEU; 0 to 100.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } =
        new(Name, HigherIsBetter: true, IsPassFail: false, Meaning, new(0, 100));

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        string[] targets = [.. sample.Targets.Where(target => !string.IsNullOrWhiteSpace(target))];
        return targets.Length == 0
            ? FaultyScore.Of(sample, Definition, ScoreFault.MetricUndefined, "every target of the sample is empty")
            : new(sample.Id, Name, CharacterF.Sentence(output.Text, targets));
    }
}
