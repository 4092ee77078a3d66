using System.Text.Json.Serialization;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>What is said of one candidate.</summary>
internal sealed class CandidateEntry(Report report, CandidateDecision candidate)
{
    public string Candidate => candidate.Candidate;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EffectiveTypes =>
        report.Models.FirstOrDefault(model => model.Name == candidate.Candidate)?.EffectiveTypes;

    public string Decision => DecisionWords.Key(report, candidate.Decision);

    public string Reason => candidate.Reason;
}

/// <summary>A model's mean of a metric.</summary>
internal sealed class MetricEntry(MetricSummary metric)
{
    public string Model => metric.Model;

    public string Metric => metric.Metric;

    public double? Mean => metric.Mean;

    public int Scored => metric.Scored;

    public int Unscored => metric.Unscored;
}

/// <summary>A metric of all outputs of a model in a task together.</summary>
internal sealed class CorpusEntry(CorpusScore score)
{
    public string Model => score.Model;

    public string Metric => score.Metric;

    public double? Value => score.Estimate.Value;

    public double? Low => score.Estimate.Interval?.Low;

    public double? High => score.Estimate.Interval?.High;

    public double? Change => score.Change?.Value;

    public double? ChangeLow => score.Change?.Interval?.Low;

    public double? ChangeHigh => score.Change?.Interval?.High;

    public int Scored => score.Scored;

    public int Missing => score.Missing;

    public string? Signature => score.Signature;
}

/// <summary>What became of a model's outputs in a task.</summary>
internal sealed class OutputCountsEntry(OutputCounts counts)
{
    public string Model => counts.Model;

    public string Task => counts.Task;

    public int Outputs => counts.Outputs;

    public int Empty => counts.Empty;

    public int Truncated => counts.Truncated;

    public int Refused => counts.Refused;

    public int Blocked => counts.Blocked;

    public int InvalidFormat => counts.InvalidFormat;

    public int Errors => counts.Errors;
}

/// <summary>Why scores are missing.</summary>
internal sealed class UnscoredEntry(UnscoredSummary unscored)
{
    public string Model => unscored.Model;

    public string Metric => unscored.Metric;

    public string? Fault => unscored.Fault is { } fault ? ScoreFaults.NameOf(fault) : null;

    public string? Reason => unscored.Reason;

    public int Count => unscored.Count;
}

/// <summary>A row of a dataset that was left out.</summary>
internal sealed class SkippedRowEntry(InputError mistake)
{
    public string? Where => mistake.Location;

    public string What => mistake.Actual;

    public string? Expected => mistake.Expected;

    public string? Fix => mistake.Fix;
}
