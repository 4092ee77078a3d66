using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A gate's decision on a candidate; differences are changes in quality.</summary>
internal sealed class GateEntry(GateDecision gate)
{
    public string Candidate => gate.Candidate;

    public string Metric => gate.Metric;

    public string Outcome => DecisionWords.Key(gate.Outcome);

    public string? Reason => gate.Reason;

    public double? Delta => gate.Delta;

    public double? Low => gate.Low;

    public double? High => gate.High;

    public double? Margin => gate.Margin;

    public double? Confidence => gate.Confidence;

    public int Pairs => gate.Pairs;

    public double? P => gate.P;

    public double? AdjustedP => gate.AdjustedP;

    public string? By => DecisionWords.Key(gate.By);

    public int? Labels => gate.Labels;

    public int? PairsToLabel => gate.PairsToLabel;

    public int? EarlierLooks => gate.EarlierLooks;

    public string? Correction => gate.Correction;

    public string? Bound => gate.Method switch
    {
        BoundMethod.Gaffke => "gaffke",
        BoundMethod.Score => "score",
        BoundMethod.Approximate => "approximate",
        _ => null,
    };

    public int? PairsNeeded => gate.PairsNeeded;

    public int? PairsNeededAtChange => gate.PairsNeededAtChange;
}
