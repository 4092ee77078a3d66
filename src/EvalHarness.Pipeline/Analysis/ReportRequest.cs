using EvalHarness.Gating;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What a report is to be made of: stored rows, and the questions asked of them.</summary>
internal sealed record ReportRequest
{
    /// <summary>Name of the evaluation.</summary>
    public required string Name { get; init; }

    /// <summary>What the report answers.</summary>
    public ReportQuestion Question { get; init; } = ReportQuestion.Release;

    /// <summary>The baseline's name in the report.</summary>
    public required string Baseline { get; init; }

    /// <summary>Candidates with their baselines, in the report's order.</summary>
    public required IReadOnlyList<StoredPair> Pairs { get; init; }

    /// <summary>Candidates that a search has not tried; <c>null</c> when the rows are of no search.</summary>
    public IReadOnlyList<string>? Untried { get; init; }

    /// <summary>Whether the run came to its end; the rows of one that was stopped may look whole.</summary>
    public bool HasEnded { get; init; } = true;

    /// <summary>The metrics of each task, in the report's order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<MetricDefinition>> Tasks { get; init; }

    /// <summary>Metrics of several answers to one sample, by task.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<RepeatedMetric>> Repeated { get; init; } =
        new Dictionary<string, IReadOnlyList<RepeatedMetric>>();

    /// <summary>Metrics of all outputs together, by task.</summary>
    public IReadOnlyDictionary<string, TaskCorpus> Corpora { get; init; } = new Dictionary<string, TaskCorpus>();

    /// <summary>The judges whose verdicts are shown.</summary>
    public IReadOnlyList<StoredJudge> Judges { get; init; } = [];

    /// <summary>The gates.</summary>
    public required IReadOnlyList<GateRule> Gates { get; init; }

    /// <summary>How many outputs of a task may be no answers.</summary>
    public Func<string, OutputLimits> OutputLimits { get; init; } = _ => new OutputLimits();

    /// <summary>How candidates are compared.</summary>
    public required ComparisonConfiguration Comparison { get; init; }

    /// <summary>Largest share of a model's samples that may end in an error, 0–1.</summary>
    public required double MaxErrors { get; init; }

    /// <summary>Hashes, seeds and versions of the inputs.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>The resolved configuration as JSON text.</summary>
    public required string Configuration { get; init; }

    /// <summary>Identity of the execution.</summary>
    public required RunIdentity Run { get; init; }

    /// <summary>Every model once, baselines first.</summary>
    public IReadOnlyList<StoredModel> Models =>
        [.. Pairs.Select(pair => pair.Baseline).Concat(Pairs.Select(pair => pair.Candidate)).Distinct()];

    /// <summary>Names of the candidates.</summary>
    public IReadOnlyList<string> Candidates => [.. Pairs.Select(pair => pair.Candidate.Label)];
}
