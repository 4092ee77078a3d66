using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A metric of a candidate against the baseline; differences are on the metric's own scale.</summary>
internal sealed class ComparisonEntry(Comparison comparison)
{
    public string Candidate => comparison.Candidate;

    public string Metric => comparison.Metric;

    public bool HigherIsBetter => comparison.HigherIsBetter;

    public int Pairs => comparison.Pairs;

    public int Unpaired => comparison.Unpaired;

    public int BaselineUnscored => comparison.BaselineUnscored;

    public int CandidateUnscored => comparison.CandidateUnscored;

    public int Clusters => comparison.Clusters;

    public double? BaselineMean => comparison.BaselineMean;

    public double? CandidateMean => comparison.CandidateMean;

    public double? Delta => comparison.Delta;

    public double? StandardError => comparison.StandardError;

    public double? Low => comparison.Low;

    public double? High => comparison.High;

    public double? TLow => comparison.TLow;

    public double? THigh => comparison.THigh;

    public double? Confidence => comparison.Confidence;

    public FlipsEntry? Flips => comparison.Flips is { } flips ? new(flips) : null;

    public double? DetectableDrop => comparison.DetectableDrop;
}

/// <summary>Samples that were right before and wrong after, and the other way.</summary>
internal sealed class FlipsEntry(Flips flips)
{
    public int Lost => flips.Lost;

    public int Gained => flips.Gained;

    public double? Share => flips.Share;

    public double? McnemarP => flips.McNemarP;
}
