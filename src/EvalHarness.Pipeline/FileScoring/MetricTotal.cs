namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One metric's scores, added up.</summary>
internal sealed class MetricTotal
{
    private readonly SortedDictionary<string, int> _unscored = new(StringComparer.Ordinal);
    private double _sum;
    private int _scored;

    /// <summary>Adds a row's score.</summary>
    public void Add(Score score)
    {
        if (score.Value is { } value)
        {
            _sum += value;
            _scored++;
        }
        else
        {
            string reason = score.Reason ?? "no reason given";
            _unscored[reason] = _unscored.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>The mean so far.</summary>
    public TextMetricSummary Summarize() => new(_scored == 0 ? null : _sum / _scored, _scored, _unscored);
}
