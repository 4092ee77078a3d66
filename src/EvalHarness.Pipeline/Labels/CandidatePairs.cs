namespace EvalHarness.Pipeline.Labels;

/// <summary>Counts of one candidate's pairs.</summary>
internal sealed class CandidatePairs
{
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private int _alone;

    /// <summary>n: samples that both models answered.</summary>
    public int All { get; private set; }

    /// <summary>D: pairs that differ, and of which neither output has its grade without a reader.</summary>
    public List<LabelSample> Differing { get; } = [];

    /// <summary>Independent samples that the pairs are worth (Kish).</summary>
    public double Units => All == 0 ? 1
        : (double)All * All / (_alone + _groups.Values.Sum(count => (double)count * count));

    /// <summary>Counts a sample that both answered.</summary>
    public void Add(LabelSample sample, bool isLabellable)
    {
        All++;
        if (sample.Group is { } group)
        {
            _groups[group] = _groups.GetValueOrDefault(group) + 1;
        }
        else
        {
            _alone++;
        }

        if (isLabellable)
        {
            Differing.Add(sample);
        }
    }
}
