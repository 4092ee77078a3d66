using System.Globalization;

namespace EvalHarness.Metrics.Corpus;

/// <summary>A tally whose value follows from the sums of each output's counts.</summary>
/// <param name="width">Counts per output.</param>
internal abstract class CountTally(int width) : ICorpusTally
{
    private readonly List<double[]> _rows = [];
    private int _fewestReferences = int.MaxValue;
    private int _mostReferences;

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <inheritdoc/>
    public abstract string? Signature { get; }

    /// <summary>References of each output in sacreBLEU's form: their number, or <c>var</c>.</summary>
    protected string References => _fewestReferences < _mostReferences
        ? "var"
        : _mostReferences.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Add(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        _fewestReferences = Math.Min(_fewestReferences, references.Count);
        _mostReferences = Math.Max(_mostReferences, references.Count);
        double[] row = new double[width];
        Measure(prediction, references, row);
        _rows.Add(row);
    }

    /// <inheritdoc/>
    public double? Compute(ReadOnlySpan<int> places)
    {
        Span<double> sums = stackalloc double[width];
        sums.Clear();
        foreach (int place in places)
        {
            ReadOnlySpan<double> row = _rows[place];
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += row[i];
            }
        }

        return Value(sums);
    }

    /// <summary>The counts of one output.</summary>
    protected abstract void Measure(string prediction, IReadOnlyList<string> references, Span<double> counts);

    /// <summary>The value of summed counts.</summary>
    protected abstract double? Value(ReadOnlySpan<double> sums);
}
