using EvalHarness.Metrics.Labels;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// Predictions and first references as labels: trimmed, in form C, to the letter. Whatever occurs on either side is a
/// class, as scikit-learn has it.
/// </summary>
internal sealed class LabelTally(Func<LabelConfusion, double?> value) : ICorpusTally
{
    private readonly WordNumbers _numbers = new();
    private readonly List<(int Gold, int Prediction)> _pairs = [];

    /// <inheritdoc/>
    public int Count => _pairs.Count;

    /// <inheritdoc/>
    public string? Signature => null;

    /// <inheritdoc/>
    public void Add(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        int[] numbers = _numbers.Add([AnswerText.Strict(references[0]), AnswerText.Strict(prediction)]);
        _pairs.Add((numbers[0], numbers[1]));
    }

    /// <inheritdoc/>
    public double? Compute(ReadOnlySpan<int> places)
    {
        LabelConfusion confusion = new(_numbers.Count);
        foreach (int place in places)
        {
            confusion.Add(_pairs[place].Gold, _pairs[place].Prediction);
        }

        return value(confusion);
    }
}
