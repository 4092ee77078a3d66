using EvalHarness.Fidelity;
using EvalHarness.Gating;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>
/// Makes a report from stored rows and nothing else: equal rows give equal reports. Holds scores and counts, never
/// texts, so that its memory does not grow with the length of outputs.
/// </summary>
internal sealed class ReportBuilder(IRunReader reader)
{
    private const int WorstPerCandidate = 5;

    /// <summary>Compares, gates and sums up.</summary>
    public async Task<Report> BuildAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Dictionary<StoredModel, ModelTally> tallies =
            request.Models.ToDictionary(model => model, _ => new ModelTally());
        List<TaskEvidence> tasks = [];
        List<PairedDifferences> differences = [];
        List<MetricSummary> means = [];
        List<CorpusScore> corpora = [];
        List<UnscoredSummary> unscored = [];
        List<LostSample> lost = [];
        List<JudgedEvidence> judged = [];
        List<SliceChange> slices = [];
        List<DivergenceLink> links = [];
        foreach (string task in request.Tasks.Keys)
        {
            TaskEvidence evidence = await TaskEvidence.ReadAsync(reader, request, task, tallies, cancellationToken);
            tasks.Add(evidence);
            judged.AddRange(evidence.Judged is { } found ? [found] : []);
            differences.AddRange(request.Pairs.SelectMany(evidence.Differences));
            means.AddRange(request.Models.SelectMany(evidence.Means));
            corpora.AddRange(await CorpusEvidence.ScoreAsync(reader, request, task, cancellationToken));
            unscored.AddRange(request.Models.SelectMany(evidence.Unscored));
            lost.AddRange(request.Pairs.SelectMany(pair => Losses(request, evidence, pair)));
            MetricDefinition[] sliced = [.. Sliced(request, evidence)];
            slices.AddRange(request.Pairs.SelectMany(pair =>
                evidence.Slices(pair, sliced, request.Comparison.Confidence, request.Comparison.Seed)));
            links.AddRange(request.Pairs.SelectMany(pair => evidence.Links(pair, sliced)));
        }

        IReadOnlyList<ModelSummary> models = await SummarizeAsync(request, tallies, cancellationToken);
        IReadOnlyList<GateDecision> gates = OutputGates.Apply(request, tasks, NonInferiorityGate.DecideAll(
            request.Gates, request.Candidates, differences, request.Comparison.Seed));
        await NoteLooksAsync(judged, gates, cancellationToken);
        string? incomplete = Completeness.FindGap(request, tallies);
        ReleaseDecisions decided = ReleaseDecisions.From(request.Candidates, gates, request.Question);
        ReleaseDecisions decisions =
            Completeness.Limit(request.Untried is null ? decided : decided.ForSearch(), incomplete);
        return new Report
        {
            Name = request.Name,
            Question = request.Question,
            Decision = decisions.Decision,
            Summary = decisions.Summary,
            Incomplete = incomplete,
            Baseline = request.Baseline,
            Candidates = decisions.Candidates,
            Untried = request.Untried,
            Gates = gates,
            Comparisons = Compare(request, differences),
            Models = models,
            Metrics = means,
            CorpusScores = corpora,
            Outputs = [.. tasks.SelectMany(task => request.Models.Select(model => task.Outputs(model).Counts))],
            Warnings =
            [
                .. request.Manifest.Incompatible ?? [],
                .. request.Manifest.Instruments ?? [],
                .. tasks.SelectMany(task => request.Models.SelectMany(model => task.Outputs(model).Warnings())),
            ],
            Judges = [.. judged.SelectMany(task => task.Summaries(request.Models, differences))],
            JudgingLayers = [.. judged.SelectMany(task => task.Layers)],
            JudgeVersions = [.. judged.SelectMany(task => task.Versions)],
            HumanQueue = [.. judged.SelectMany(task => task.HumanQueue)],
            Unscored = unscored,
            SkippedRows = request.Manifest.SkippedRows,
            Slices = slices,
            DivergenceLinks = links,
            WorstSamples = await new WorstSampleReader(reader).ReadAsync(Worst(request, lost), cancellationToken),
            Manifest = request.Manifest,
            Configuration = request.Configuration,
            Run = request.Run,
        };
    }

    private static IReadOnlyList<Comparison> Compare(ReportRequest request, List<PairedDifferences> differences) =>
        [.. request.Candidates.SelectMany(candidate => differences.Where(found => found.Candidate == candidate))
            .AsParallel().AsOrdered()
            .Select(found => ComparisonBuilder.Build(found, request.Comparison.Seed, request.Comparison.Confidence))];

    // A decision on people's grades is a look at their labels; one on the same labels is the same look.
    private async Task NoteLooksAsync(
        List<JudgedEvidence> judged, IReadOnlyList<GateDecision> gates, CancellationToken cancellationToken)
    {
        if (!reader.Labels.IsWritable)
        {
            return;
        }

        foreach (LabelLook look in judged.SelectMany(task => task.Looks).Where(look => gates.Any(gate =>
            gate.EarlierLooks is not null && gate.Metric.StartsWith($"{look.Task}/", StringComparison.Ordinal))))
        {
            await reader.Labels.NoteLookAsync(look, cancellationToken);
        }
    }

    // What a gate looks at is what the reader wants to see; without gates, every metric.
    private static IEnumerable<LostSample> Losses(ReportRequest request, TaskEvidence evidence, StoredPair pair) =>
        evidence.Metrics
            .Where(metric => request.Gates.Count == 0 || IsGated(request, evidence, metric))
            .SelectMany(metric => LostSample.Find(evidence, pair, metric, WorstPerCandidate));

    // Judges see a sample only, and divergence is what slices are joined with: a task's own metrics come first.
    private static IEnumerable<MetricDefinition> Sliced(ReportRequest request, TaskEvidence evidence)
    {
        MetricDefinition[] gated = [.. evidence.Metrics.Where(metric => IsGated(request, evidence, metric))];
        MetricDefinition[] own = [.. gated.Intersect(request.Tasks[evidence.Task].Except(OutputFidelity.Metrics))];
        return own.Length > 0 ? own : gated.Length > 0 ? gated : evidence.Metrics.Take(1);
    }

    private static bool IsGated(ReportRequest request, TaskEvidence evidence, MetricDefinition metric) =>
        request.Gates.Any(gate => gate.Metric == $"{evidence.Task}/{metric.Name}");

    private static IReadOnlyList<LostSample> Worst(ReportRequest request, List<LostSample> lost) =>
        [.. request.Pairs.SelectMany(pair => lost
            .Where(sample => sample.Pair == pair && !RepeatedMetric.IsName(sample.Metric.Split('/')[^1]))
            .OrderByDescending(sample => sample.Loss)
            .DistinctBy(sample => (sample.Task, sample.SampleId))
            .Take(WorstPerCandidate))];

    private async Task<IReadOnlyList<ModelSummary>> SummarizeAsync(
        ReportRequest request,
        Dictionary<StoredModel, ModelTally> tallies,
        CancellationToken cancellationToken)
    {
        Dictionary<(string Run, string Model), ModelSummary> stored = [];
        foreach (string run in request.Models.Select(model => model.RunId).Distinct(StringComparer.Ordinal))
        {
            foreach (ModelSummary summary in await reader.ReadModelsAsync(run, cancellationToken))
            {
                stored[(run, summary.Name)] = summary;
            }
        }

        return [.. request.Models.Select(model => tallies[model].Complete(
            stored.GetValueOrDefault((model.RunId, model.Model)) ?? Unknown(model.Model), model.Label))];
    }

    private static ModelSummary Unknown(string name) =>
        new() { Name = name, Provider = "unknown", Outputs = 0, Errors = 0 };
}
