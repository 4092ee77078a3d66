using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A sample on which a candidate lost most, texts as written.</summary>
internal sealed class WorstSampleEntry(WorstSample sample)
{
    public string Candidate => sample.Candidate;

    public string Metric => sample.Metric;

    public string SampleId => sample.SampleId;

    public double? BaselineScore => sample.BaselineScore;

    public double? CandidateScore => sample.CandidateScore;

    public string? Prompt => sample.Prompt;

    public string? Target => sample.Target;

    public string? BaselineText => sample.BaselineText;

    public string? CandidateText => sample.CandidateText;

    public IReadOnlyDictionary<string, JoinedScoreEntry> Scores =>
        sample.Scores.Named(score => score.Metric, score => new JoinedScoreEntry(score));
}

/// <summary>Both models' scores of a metric.</summary>
internal sealed class JoinedScoreEntry(JoinedScore score)
{
    public double? Baseline => score.Baseline;

    public double? Candidate => score.Candidate;
}
