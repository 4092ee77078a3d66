namespace EvalHarness.Metrics.Text;

/// <summary>Sentence BLEU against all targets of the sample.</summary>
internal sealed class BleuMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "bleu";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Sentence BLEU against all targets (13a words, exponential smoothing, as sacreBLEU); 0 to 100.";

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
            : new(sample.Id, Name, Bleu.Sentence(output.Text, targets));
    }
}
