namespace EvalHarness.Reporting;

/// <summary>A sample on which a candidate lost quality, with both outputs.</summary>
public sealed record WorstSample
{
    /// <summary>The candidate model.</summary>
    public required string Candidate { get; init; }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The sample.</summary>
    public required string SampleId { get; init; }

    /// <summary>What both models were asked (rendered prompt, possibly shortened with an ellipsis).</summary>
    public required string Prompt { get; init; }

    /// <summary>The first reference; <c>null</c> when the sample has none.</summary>
    public string? Target { get; init; }

    /// <summary>Baseline's output (or its ranking, as ids).</summary>
    public required string BaselineText { get; init; }

    /// <summary>Candidate's output (or its ranking, as ids).</summary>
    public required string CandidateText { get; init; }

    /// <summary>Baseline's score.</summary>
    public required double BaselineScore { get; init; }

    /// <summary>Candidate's score.</summary>
    public required double CandidateScore { get; init; }

    /// <summary>The sample by every metric of its task: token fidelity and judges among them.</summary>
    public IReadOnlyList<JoinedScore> Scores { get; init; } = [];
}
