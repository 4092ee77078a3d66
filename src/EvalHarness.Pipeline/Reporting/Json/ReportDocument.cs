using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// A report as <c>report.json</c> shows it: its properties, in snake_case and in this order, are the fields.
/// </summary>
/// <remarks>What repeats exactly comes before what is measured or changes with every run.</remarks>
internal sealed class ReportDocument(Report report)
{
    private readonly Frontier _frontier = Frontier.From(report);

    public int SchemaVersion => report.SchemaVersion;

    public string Name => report.Name;

    public string Decision => DecisionWords.Key(report, report.Decision);

    public string Summary => report.Summary;

    public string? Incomplete => report.Incomplete;

    public string Baseline => report.Baseline;

    public IEnumerable<CandidateEntry> Candidates =>
        report.Candidates.Select(candidate => new CandidateEntry(report, candidate));

    public IReadOnlyList<string>? Untried => report.Untried;

    public IEnumerable<GateEntry> Gates => report.Gates.Select(gate => new GateEntry(gate));

    public IEnumerable<ComparisonEntry> Comparisons =>
        report.Comparisons.Select(comparison => new ComparisonEntry(comparison));

    // Between two runs nothing is released, so nothing passed.
    public IEnumerable<string>? Passed => IsRelease ? _frontier.Passed.Select(point => point.Candidate) : null;

    public string? SmallestThatPasses => report.Untried is null ? null : _frontier.SmallestThatPasses?.Candidate;

    [JsonPropertyName("frontier")]
    public IEnumerable<FrontierEntry> Places =>
        IsRelease ? _frontier.Points.Select(point => new FrontierEntry(point)) : [];

    public IReadOnlyDictionary<string, ModelEntry> Models =>
        report.Models.Named(model => model.Name, model => new ModelEntry(model));

    public IEnumerable<MetricEntry> Metrics => report.Metrics.Select(metric => new MetricEntry(metric));

    public IEnumerable<CorpusEntry> CorpusMetrics => report.CorpusScores.Select(score => new CorpusEntry(score));

    public IEnumerable<OutputCountsEntry> Outputs => report.Outputs.Select(counts => new OutputCountsEntry(counts));

    public IReadOnlyList<string> Warnings => report.Warnings;

    public IReadOnlyDictionary<string, JudgeEntry> Judges =>
        report.Judges.Named(judge => judge.Name, judge => new JudgeEntry(judge));

    public IEnumerable<LayerEntry> JudgingLayers => report.JudgingLayers.Select(layer => new LayerEntry(layer));

    public IEnumerable<string> JudgingAdvice => LayerAdvice.From(report.JudgingLayers);

    public IEnumerable<JudgeVersionsEntry> JudgeVersions =>
        report.JudgeVersions.Select(versions => new JudgeVersionsEntry(versions));

    public IReadOnlyList<HumanQueueItem> HumanQueue => report.HumanQueue;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<PromptEntry>? RenderedPrompts =>
        report.Manifest.RenderedPrompts?.Select(prompt => new PromptEntry(prompt));

    public IEnumerable<UnscoredEntry> Unscored => report.Unscored.Select(unscored => new UnscoredEntry(unscored));

    public IEnumerable<SkippedRowEntry> SkippedRows => report.SkippedRows.Select(row => new SkippedRowEntry(row));

    public IEnumerable<SliceEntry> Slices => report.Slices.Select(change => new SliceEntry(change));

    public IEnumerable<DivergenceLinkEntry> DivergenceLinks =>
        report.DivergenceLinks.Select(link => new DivergenceLinkEntry(link));

    public IEnumerable<WorstSampleEntry> WorstSamples =>
        report.WorstSamples.Select(sample => new WorstSampleEntry(sample));

    // JSON inside JSON, so that a reader can query it; anything else stays a string.
    public JsonNode Configuration
    {
        get
        {
            try
            {
                return JsonNode.Parse(Encoding.UTF8.GetBytes(report.Configuration)) ?? report.Configuration;
            }
            catch (JsonException)
            {
                return report.Configuration;
            }
        }
    }

    public ManifestEntry Manifest => new(report.Manifest);

    public RunEntry Run => new(report.Run);

    private bool IsRelease => report.Question == ReportQuestion.Release;
}
