using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A candidate's place between size and quality; measured speeds stand apart.</summary>
internal sealed class FrontierEntry(FrontierPoint point)
{
    public string Candidate => point.Candidate;

    public string Decision => DecisionWords.Key(point.Decision);

    public long? FileBytes => point.FileBytes;

    public double? ShareOfBaseline => point.ShareOfBaseline;

    public double? BitsPerWeight => point.BitsPerWeight;

    public string? WorstMetric => point.Worst?.Metric;

    public double? WorstChangeMargins => point.Worst?.Value;

    public double? WorstChangeMarginsLow => point.Worst?.Low;

    public double? WorstChangeMarginsHigh => point.Worst?.High;

    public string? Reason => point.Reason;

    public bool OnFrontier => point.IsOnFrontier;

    public string? DominatedBy => point.DominatedBy;

    public FrontierTimings Timings => new(point);
}

/// <summary>What was measured of a candidate on the frontier.</summary>
internal sealed class FrontierTimings(FrontierPoint point)
{
    public double? TokensPerSecond => point.TokensPerSecond;

    public long? PeakMemoryBytes => point.PeakMemoryBytes;
}
