namespace EvalHarness.Pipeline.Browsing;

/// <summary>A metric of an index of items: its values are in columns of this number.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Name">Name of the metric, a judge's among them; of several tasks that have it, one.</param>
/// <param name="HigherIsBetter">Direction of quality.</param>
internal sealed record ItemMetric(int Number, string Name, bool HigherIsBetter)
{
    /// <summary>Column of the candidate's value.</summary>
    public string Candidate => FormattableString.Invariant($"c{Number}");

    /// <summary>Column of the baseline's value.</summary>
    public string Baseline => FormattableString.Invariant($"b{Number}");

    /// <summary>Column of the change in quality: positive where the candidate is better.</summary>
    public string Change => FormattableString.Invariant($"d{Number}");

    /// <summary>All of its columns.</summary>
    public IReadOnlyList<string> Columns => [Candidate, Baseline, Change];
}
