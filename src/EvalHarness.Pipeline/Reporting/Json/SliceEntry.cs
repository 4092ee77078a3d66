using EvalHarness.Fidelity;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A slice's change, with what other metrics say of the same samples.</summary>
internal sealed class SliceEntry(SliceChange change)
{
    public string Candidate => change.Candidate;

    public string Metric => change.Metric;

    public string Dimension => change.Dimension;

    public string Value => change.Value;

    public int Pairs => change.Pairs;

    public int Lost => change.Lost;

    public double? Change => change.Change;

    public double? Low => change.Low;

    public double? High => change.High;

    public double? ChangeElsewhere => change.Elsewhere;

    public IEnumerable<SliceMeanEntry> Joined => change.Joined.Select(mean => new SliceMeanEntry(mean));
}

/// <summary>Another metric's change in a slice.</summary>
internal sealed class SliceMeanEntry(SliceMean mean)
{
    public string Metric => mean.Metric;

    public double? Delta => mean.Change;

    public int Pairs => mean.Pairs;
}

/// <summary>How token divergence and loss go together.</summary>
internal sealed class DivergenceLinkEntry(DivergenceLink link)
{
    public string Candidate => link.Candidate;

    public string Metric => link.Metric;

    public int Samples => link.Samples;

    public int Lost => link.Lost;

    public double? MeanKlDivergenceWhereLost => link.DivergenceWhereLost;

    public double? MeanKlDivergenceElsewhere => link.DivergenceElsewhere;

    public double? Spearman => link.RankCorrelation;
}
