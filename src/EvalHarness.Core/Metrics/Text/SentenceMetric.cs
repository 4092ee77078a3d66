namespace EvalHarness.Metrics.Text;

/// <summary>A formula of sacreBLEU for an output and all targets that are not empty; 0 to 100.</summary>
internal sealed class SentenceMetric : IMetric
{
    /// <summary>Stable name of sentence BLEU.</summary>
    public const string BleuName = "bleu";

    /// <summary>Stable name of chrF2.</summary>
    public const string CharacterFName = "chrf";

    /// <summary>One sentence on BLEU with range and unit.</summary>
    public const string BleuMeaning =
        "Sentence BLEU against all targets (13a words, exponential smoothing, as sacreBLEU); 0 to 100.";

    /// <summary>One sentence on chrF2 with range and unit.</summary>
    public const string CharacterFMeaning =
        "chrF2: F-measure of sequences of 1 to 6 characters with the best target, as sacreBLEU; 0 to 100.";

    private readonly Func<string, IReadOnlyList<string>, double> _formula;

    private SentenceMetric(string name, string meaning, Func<string, IReadOnlyList<string>, double> formula)
    {
        _formula = formula;
        Definition = new(name, HigherIsBetter: true, IsPassFail: false, meaning, new(0, 100));
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>Sentence BLEU.</summary>
    public static SentenceMetric CreateBleu() => new(BleuName, BleuMeaning, Bleu.Sentence);

    /// <summary>chrF2.</summary>
    public static SentenceMetric CreateCharacterF() => new(CharacterFName, CharacterFMeaning, CharacterF.Sentence);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        string[] targets = [.. sample.Targets.Where(target => !string.IsNullOrWhiteSpace(target))];
        return targets.Length == 0
            ? FaultyScore.Create(sample, Definition, ScoreFault.MetricUndefined, "every target of the sample is empty")
            : new(sample.Id, Definition.Name, _formula(output.Text, targets));
    }
}
