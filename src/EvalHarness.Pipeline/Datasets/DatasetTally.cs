namespace EvalHarness.Pipeline.Datasets;

/// <summary>What the rows of a dataset amount to, as far as they were read.</summary>
internal sealed class DatasetTally
{
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly List<InputError> _mistakes = [];

    /// <summary>Samples so far.</summary>
    public int Samples { get; private set; }

    /// <summary>What is wrong with the other rows.</summary>
    public IReadOnlyList<InputError> Mistakes => _mistakes;

    /// <summary>Takes a row.</summary>
    public void Add(SampleOrMistakes row)
    {
        Samples += row.Sample is null ? 0 : 1;
        if (row.Sample?.Group is { } group)
        {
            _groups[group] = _groups.GetValueOrDefault(group) + 1;
        }

        _mistakes.AddRange(row.Mistakes);
    }

    /// <summary>All of it.</summary>
    /// <param name="sha256">SHA-256 of the file's bytes.</param>
    public DatasetSummary Summarize(string sha256)
    {
        double squares =
            Samples - _groups.Values.Sum() + _groups.Values.Sum(size => (double)size * size);
        double units = squares > 0 ? (double)Samples * Samples / squares : Samples;
        return new(Samples, units, sha256, _mistakes);
    }
}
