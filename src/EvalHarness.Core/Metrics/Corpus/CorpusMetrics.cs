using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics.Corpus;

/// <summary>Every metric over a corpus of texts, by name.</summary>
public static class CorpusMetrics
{
    private const string Bleu = "corpus_bleu";

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ICorpusMetric> All { get; } =
    [
        .. BleuTokenizer.All.Select((tokenizer, place) =>
            Create(
                place == 0 ? Bleu : $"{Bleu}:{tokenizer.Name}",
                $"BLEU of all outputs together, as sacreBLEU with the tokenizer {tokenizer.Name}; 0 to 100.",
                higherIsBetter: true, new(0, 100), () => new BleuTally(tokenizer))),
        Create(
            "corpus_chrf", "chrF2 of all outputs together, as sacreBLEU; 0 to 100.",
            higherIsBetter: true, new(0, 100), () => new CharacterTally(wordOrders: 0)),
        Create(
            "corpus_chrf++", "chrF2++ of all outputs together, with words of up to two, as sacreBLEU; 0 to 100.",
            higherIsBetter: true, new(0, 100), () => new CharacterTally(wordOrders: 2)),
        Create(
            "corpus_ter", "Translation edit rate in percent of the references' words, as sacreBLEU; 0 or more.",
            higherIsBetter: false, range: null,
            () => new EditTally(EditRates.Translation, 100, "case:lc|tok:tercom|norm:no|punct:yes|asian:no")),
        Create(
            "wer", "Word error rate: edits over the references' words, case and punctuation count; 0 or more.",
            higherIsBetter: false, range: null, () => new EditTally(EditRates.OfWords, 1, settings: null)),
        Create(
            "cer", "Character error rate: edits over the references' characters; 0 or more.",
            higherIsBetter: false, range: null, () => new EditTally(EditRates.OfCharacters, 1, settings: null)),
        Create(
            "accuracy", "Share of outputs that equal their target as a label; 0 to 1.",
            higherIsBetter: true, MetricRange.Unit, () => new LabelTally(confusion => confusion.Accuracy)),
        Create(
            "macro_f1", "Mean F1 of the labels on either side, as scikit-learn; 0 to 1.",
            higherIsBetter: true, MetricRange.Unit, () => new LabelTally(confusion => confusion.MacroF1)),
        Create(
            "macro_precision", "Mean precision of the labels on either side, as scikit-learn; 0 to 1.",
            higherIsBetter: true, MetricRange.Unit, () => new LabelTally(confusion => confusion.MacroPrecision)),
        Create(
            "macro_recall", "Mean recall of the labels on either side, as scikit-learn; 0 to 1.",
            higherIsBetter: true, MetricRange.Unit, () => new LabelTally(confusion => confusion.MacroRecall)),
        Create(
            "f1", "F1 of the label 1 against one other, as scikit-learn; 0 to 1.",
            higherIsBetter: true, MetricRange.Unit, () => new PositiveTally()),
        Create(
            "mcc", "Matthews' correlation of labels, as scikit-learn; -1 to 1.",
            higherIsBetter: true, new(-1, 1), () => new LabelTally(confusion => confusion.Correlation)),
    ];

    /// <summary>The metric of a name; <c>null</c> where there is none.</summary>
    /// <param name="name">As <see cref="MetricDefinition.Name"/> has it; <c>corpus_bleu:13a</c> is
    /// <c>corpus_bleu</c>.</param>
    public static ICorpusMetric? Find(string name)
    {
        string usual = name == $"{Bleu}:{BleuTokenizer.Default.Name}" ? Bleu : name;
        return All.FirstOrDefault(metric => metric.Definition.Name == usual);
    }

    private static CorpusMetric Create(
        string name, string meaning, bool higherIsBetter, MetricRange? range, Func<ICorpusTally> start) =>
        new(new(name, higherIsBetter, IsPassFail: false, meaning, range), start);
}
