using EvalHarness.Fidelity;
using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Runs;
using EvalHarness.Slicing;

namespace EvalHarness.Reporting;

/// <summary>
/// Everything a run established: the one document behind the terminal table and the JSON, Markdown and HTML reports.
/// Equal inputs give equal reports, but for <see cref="Run"/> and each model's <see cref="ModelSummary.Timings"/>.
/// </summary>
public sealed record Report
{
    /// <summary>Version of this document's shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The configuration's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the report answers.</summary>
    public ReportQuestion Question { get; init; } = ReportQuestion.Release;

    /// <summary>
    /// May the candidates ship? Between two runs: are the models unchanged (as "ship"), or worse (as "hold")?
    /// </summary>
    public required ReleaseDecision Decision { get; init; }

    /// <summary>One sentence that says why.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Why the evidence is not whole (samples without an output, too many errors); <c>null</c> when it is. An
    /// incomplete report never says that a candidate may ship.
    /// </summary>
    public string? Incomplete { get; init; }

    /// <summary>The baseline model's name.</summary>
    public required string Baseline { get; init; }

    /// <summary>Candidates in the configuration's order, each with its own decision.</summary>
    public required IReadOnlyList<CandidateDecision> Candidates { get; init; }

    /// <summary>
    /// Candidates that a search has not tried, in its order; <c>null</c> when the run is no search. The decision of a
    /// search is that of its best candidate, of any other run that of its worst.
    /// </summary>
    public IReadOnlyList<string>? Untried { get; init; }

    /// <summary>Every gate for every candidate.</summary>
    public required IReadOnlyList<GateDecision> Gates { get; init; }

    /// <summary>Every metric for every candidate against the baseline.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>Size, memory and speed of every model, baseline first.</summary>
    public required IReadOnlyList<ModelSummary> Models { get; init; }

    /// <summary>Mean of every metric for every model, by task.</summary>
    public required IReadOnlyList<MetricSummary> Metrics { get; init; }

    /// <summary>Metrics of all outputs together for every model, by task.</summary>
    public IReadOnlyList<CorpusScore> CorpusScores { get; init; } = [];

    /// <summary>What became of every model's outputs, by task.</summary>
    public IReadOnlyList<OutputCounts> Outputs { get; init; } = [];

    /// <summary>What gives reason to doubt the measurement without deciding a gate, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Every judge: its agreement with labelled grades, its cost and its corrected scores.</summary>
    public IReadOnlyList<JudgeSummary> Judges { get; init; } = [];

    /// <summary>How well each layer of judges finds what is bad, by task.</summary>
    public IReadOnlyList<LayerQuality> JudgingLayers { get; init; } = [];

    /// <summary>Versions of a judge that judged the same texts, compared.</summary>
    public IReadOnlyList<JudgeVersions> JudgeVersions { get; init; } = [];

    /// <summary>Outputs on which a person must decide.</summary>
    public IReadOnlyList<HumanQueueItem> HumanQueue { get; init; } = [];

    /// <summary>What could not be scored, by model, metric and reason.</summary>
    public required IReadOnlyList<UnscoredSummary> Unscored { get; init; }

    /// <summary>Dataset rows that were left out on request (<c>onBadSample: skip</c>), with their mistakes.</summary>
    public required IReadOnlyList<InputError> SkippedRows { get; init; }

    /// <summary>Where candidates lost, by slice of a task's samples; within a metric the worst first.</summary>
    public IReadOnlyList<SliceChange> Slices { get; init; } = [];

    /// <summary>How token divergence and loss go together; empty when no outputs were read.</summary>
    public IReadOnlyList<DivergenceLink> DivergenceLinks { get; init; } = [];

    /// <summary>The samples on which candidates lost most, side by side.</summary>
    public required IReadOnlyList<WorstSample> WorstSamples { get; init; }

    /// <summary>Hashes, seeds and versions that identify the inputs.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>The resolved configuration as JSON text, secrets redacted.</summary>
    public required string Configuration { get; init; }

    /// <summary>Identity, times and machine of this execution.</summary>
    public required RunIdentity Run { get; init; }
}
