namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// Edit distance from word sequences of one length to a reference, within a band round the diagonal, as Tercom searches
/// it. Rows of the sequence that was put last are kept, so that another one is measured from the first word on that
/// differs.
/// </summary>
internal sealed class EditMatrix
{
    private const int NarrowestBand = 25;
    private const int Unreached = int.MaxValue / 2;

    private readonly int[] _reference;
    private readonly int[] _starts;
    private readonly int[][] _costs;
    private readonly EditOperation[][] _operations;
    private readonly int[] _words;

    /// <summary>Measures the first sequence.</summary>
    /// <param name="words">Numbers of its words.</param>
    /// <param name="reference">Numbers of the reference's words; at least one.</param>
    public EditMatrix(int[] words, int[] reference)
    {
        _reference = reference;
        _words = [.. words];
        _starts = new int[words.Length + 1];
        _costs = new int[words.Length + 1][];
        _operations = new EditOperation[words.Length + 1][];
        double ratio = words.Length > 0 ? (double)reference.Length / words.Length : 1;
        int band = NarrowestBand < ratio / 2 ? (int)Math.Ceiling((ratio / 2) + NarrowestBand) : NarrowestBand;
        for (int i = 0; i <= words.Length; i++)
        {
            int diagonal = (int)Math.Floor(i * ratio);
            int end = i == 0 || i == words.Length
                ? reference.Length + 1
                : Math.Min(reference.Length + 1, diagonal + band);
            _starts[i] = i == 0 ? 0 : Math.Max(0, diagonal - band);
            _costs[i] = new int[Math.Max(end - _starts[i], 0)];
            _operations[i] = new EditOperation[_costs[i].Length];
        }

        for (int j = 0; j <= reference.Length; j++)
        {
            (_costs[0][j], _operations[0][j]) = (j, EditOperation.Insert);
        }

        Fill(words, from: 0);
    }

    /// <summary>Edits from the sequence put last.</summary>
    public int Distance => Cost(_words.Length, _reference.Length);

    /// <summary>Edits from another sequence of the same length, whose rows are kept instead.</summary>
    public void Put(int[] words)
    {
        int same = words.AsSpan().CommonPrefixLength(_words);
        Fill(words, same);
        words.CopyTo(_words, 0);
    }

    /// <summary>The operations that turn the sequence put last into the reference, in order.</summary>
    public IReadOnlyList<EditOperation> Trace()
    {
        List<EditOperation> trace = [];
        (int i, int j) = (_words.Length, _reference.Length);
        while (i > 0 || j > 0)
        {
            EditOperation operation = _operations[i][j - _starts[i]];
            trace.Add(operation);
            i -= operation == EditOperation.Insert ? 0 : 1;
            j -= operation == EditOperation.Delete ? 0 : 1;
        }

        trace.Reverse();
        return trace;
    }

    private void Fill(int[] words, int from)
    {
        for (int i = from + 1; i <= words.Length; i++)
        {
            for (int at = 0; at < _costs[i].Length; at++)
            {
                int j = _starts[i] + at;
                int cost = Unreached;
                EditOperation operation = EditOperation.Insert;
                if (j > 0)
                {
                    bool isSame = words[i - 1] == _reference[j - 1];
                    cost = Cost(i - 1, j - 1) + (isSame ? 0 : 1);
                    operation = isSame ? EditOperation.Keep : EditOperation.Substitute;
                }

                // Of operations with one cost the first counts: substitute, delete, insert.
                if (Cost(i - 1, j) + 1 < cost)
                {
                    (cost, operation) = (Cost(i - 1, j) + 1, EditOperation.Delete);
                }

                if (at > 0 && _costs[i][at - 1] + 1 < cost)
                {
                    (cost, operation) = (_costs[i][at - 1] + 1, EditOperation.Insert);
                }

                (_costs[i][at], _operations[i][at]) = (Math.Min(cost, Unreached), operation);
            }
        }
    }

    private int Cost(int i, int j)
    {
        int at = j - _starts[i];
        return at >= 0 && at < _costs[i].Length ? _costs[i][at] : Unreached;
    }
}
