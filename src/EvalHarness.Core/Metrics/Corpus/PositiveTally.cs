using EvalHarness.Metrics.Labels;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// <see cref="BinaryF1"/> of the label 1 against one other. Not defined with three labels or more, nor with two of
/// which none is 1.
/// </summary>
internal sealed class PositiveTally : ICorpusTally
{
    private const string Positive = "1";

    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private readonly List<(bool Gold, bool Prediction)> _pairs = [];

    /// <inheritdoc/>
    public int Count => _pairs.Count;

    /// <inheritdoc/>
    public string? Signature => null;

    /// <inheritdoc/>
    public void Add(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        (string gold, string label) = (AnswerText.Strict(references[0]), AnswerText.Strict(prediction));
        if (_labels.Count <= 2)
        {
            _labels.Add(gold);
            _labels.Add(label);
        }

        _pairs.Add((gold == Positive, label == Positive));
    }

    /// <inheritdoc/>
    public double? Compute(ReadOnlySpan<int> places)
    {
        bool isDefined = _labels.Count < 2 || (_labels.Count == 2 && _labels.Contains(Positive));
        return isDefined ? BinaryF1.Of(_pairs, places) : null;
    }
}
