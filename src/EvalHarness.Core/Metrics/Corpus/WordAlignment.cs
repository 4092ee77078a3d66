namespace EvalHarness.Metrics.Corpus;

/// <summary>Which word of a prediction stands for each word of the reference, and which words are wrong.</summary>
internal sealed class WordAlignment
{
    private readonly List<int> _places = [];
    private readonly List<int> _wrongGiven = [0];
    private readonly List<int> _wrongExpected = [0];

    /// <summary>Follows the steps from a prediction to its reference.</summary>
    public WordAlignment(IEnumerable<EditOperation> trace)
    {
        int given = -1;
        foreach (EditOperation operation in trace)
        {
            int wrong = operation == EditOperation.Keep ? 0 : 1;
            if (operation != EditOperation.Insert)
            {
                given++;
                _wrongGiven.Add(_wrongGiven[^1] + wrong);
            }

            if (operation != EditOperation.Delete)
            {
                _places.Add(given);
                _wrongExpected.Add(_wrongExpected[^1] + wrong);
            }
        }
    }

    /// <summary>Words of the reference.</summary>
    public int Length => _places.Count;

    /// <summary>Place of the word that stands for one of the reference, −1 before the first.</summary>
    public int PlaceOf(int expected) => _places[expected];

    /// <summary>Whether a word of a stretch of the prediction is wrong.</summary>
    public bool HasWrongGiven(int start, int length) => _wrongGiven[start + length] > _wrongGiven[start];

    /// <summary>Whether a word of a stretch of the reference is missed.</summary>
    public bool HasWrongExpected(int start, int length) => _wrongExpected[start + length] > _wrongExpected[start];
}
