using EvalHarness.Fidelity;
using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>All scores of one task: of every model, metric and sample.</summary>
internal sealed class TaskEvidence
{
    private readonly Dictionary<string, string?> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<(StoredModel Model, string Metric), List<Score>> _scores = [];
    private readonly Dictionary<(StoredModel Model, string SampleId), StoredText> _texts = [];
    private readonly Dictionary<StoredModel, OutputEvidence> _outputs = [];
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SampleTraits> _traits = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<MetricDefinition> _metrics;

    private TaskEvidence(string task, IReadOnlyList<MetricDefinition> metrics) => (Task, _metrics) = (task, metrics);

    /// <summary>The task.</summary>
    public string Task { get; }

    /// <summary>What its judges establish; <c>null</c> when nobody judges it.</summary>
    public JudgedEvidence? Judged { get; private set; }

    /// <summary>Reads a task's rows once, counting them in the models' tallies too.</summary>
    public static async Task<TaskEvidence> ReadAsync(
        IRunReader reader,
        ReportRequest request,
        string task,
        IReadOnlyDictionary<StoredModel, ModelTally> tallies,
        CancellationToken cancellationToken)
    {
        TaskEvidence evidence = new(task, request.Tasks[task]);
        IReadOnlyList<RepeatedMetric> repeated = request.Repeated.GetValueOrDefault(task) ?? [];
        StoredJudge[] judges = [.. request.Judges.Where(judge => judge.Configuration.Task == task)];
        foreach (string run in tallies.Keys.Select(model => model.RunId).Distinct(StringComparer.Ordinal))
        {
            await foreach (SampleRow row in reader.ReadSamplesAsync(run, task, cancellationToken))
            {
                evidence._groups[row.Sample.Id] = row.Sample.Group;
                evidence.AddRepeated(row.Sample, repeated);
                evidence._ordinals.TryAdd(row.Sample.Id, row.Ordinal);
                evidence._traits[row.Sample.Id] = new(row.Sample.Tags, row.Prompt.Length);
            }
        }

        foreach ((StoredModel model, ModelTally tally) in tallies)
        {
            RepeatedAnswers? answers = repeated.Count > 0 ? new(repeated) : null;
            await foreach (OutputRow row in reader.ReadOutputsAsync(model.RunId, model.Model, task, cancellationToken))
            {
                tally.Add(row.Output);
                evidence.Outputs(model).Add(row);
                answers?.Add(row);
                if (judges.Length > 0 && row.Output.Error is null)
                {
                    evidence._texts[(model, row.Output.SampleId)] =
                        new(OutputKey.From(row.Output.Text), row.Output.Text.Length, AnswerCheck.FaultOf(row.Output));
                }

                foreach (Score score in row.Scores)
                {
                    evidence.Of(model, score.Metric).Add(score);
                }
            }

            foreach (Score score in answers?.Scores() ?? [])
            {
                evidence.Of(model, score.Metric).Add(score);
            }
        }

        if (judges.Length > 0 && request.Pairs.Count > 0)
        {
            evidence.Judged = await JudgedEvidence.ReadAsync(
                reader, task, judges, request.Pairs, evidence._texts, evidence._ordinals, evidence._groups,
                cancellationToken);
        }

        return evidence;
    }

    /// <summary>The task's metrics, the judges' among them.</summary>
    public IEnumerable<MetricDefinition> Metrics => _metrics.Concat(Judged?.Metrics ?? []);

    /// <summary>Scores of one metric in the dataset's order; empty when there are none.</summary>
    public IReadOnlyList<Score> Scores(StoredModel model, string metric) =>
        _scores.GetValueOrDefault((model, metric)) ?? Judged?.Scores(model, metric) ?? [];

    /// <summary>The paired evidence on every metric.</summary>
    public IEnumerable<PairedDifferences> Differences(StoredPair pair) => _metrics.Select(metric =>
            PairedDifferences.From(
                pair.Candidate.Label,
                $"{Task}/{metric.Name}",
                metric,
                Scores(pair.Baseline, metric.Name),
                Scores(pair.Candidate, metric.Name),
                _groups))
        .Concat(Judged?.Differences(pair, _groups) ?? []);

    /// <summary>Where a candidate lost on some metrics, by slice of the samples.</summary>
    public IEnumerable<SliceChange> Slices(
        StoredPair pair, IReadOnlyList<MetricDefinition> metrics, double confidence, long seed) =>
        new SliceEvidence(this, pair, _groups).Changes(metrics, _traits, confidence, seed);

    /// <summary>How token divergence and loss go together on some metrics.</summary>
    public IEnumerable<DivergenceLink> Links(StoredPair pair, IReadOnlyList<MetricDefinition> metrics) =>
        new SliceEvidence(this, pair, _groups).Links(metrics);

    /// <summary>One model's mean of every metric.</summary>
    public IEnumerable<MetricSummary> Means(StoredModel model) => Metrics.Select(metric =>
    {
        IReadOnlyList<Score> scores = Scores(model, metric.Name);
        Score[] scored = [.. scores.Where(score => score.Value is not null)];
        double weight = scored.Sum(score => score.Weight);
        return new MetricSummary(
            model.Label,
            $"{Task}/{metric.Name}",
            weight > 0 ? scored.Sum(score => score.Weight * score.Value!.Value) / weight : null,
            scored.Length,
            scores.Count - scored.Length);
    });

    /// <summary>Why one model's outputs could not be scored.</summary>
    public IEnumerable<UnscoredSummary> Unscored(StoredModel model) => Metrics.SelectMany(metric =>
        Scores(model, metric.Name)
            .Where(score => score.Value is null)
            .GroupBy(score => (Reason: score.Reason ?? "no reason given", score.Fault))
            .OrderByDescending(reason => reason.Count())
            .ThenBy(reason => reason.Key.Reason, StringComparer.Ordinal)
            .Select(reason => new UnscoredSummary(
                model.Label, $"{Task}/{metric.Name}", reason.Key.Reason, reason.Count(), reason.Key.Fault)));

    /// <summary>What one model's outputs are, apart from their scores.</summary>
    public OutputEvidence Outputs(StoredModel model)
    {
        if (!_outputs.TryGetValue(model, out OutputEvidence? outputs))
        {
            _outputs[model] = outputs = new(model.Label, Task);
        }

        return outputs;
    }

    /// <summary>Direction of a metric of this task; <c>null</c> for another task's.</summary>
    public MetricDefinition? Find(string metric) =>
        Metrics.FirstOrDefault(found => $"{Task}/{found.Name}" == metric);

    // A metric of all answers has one score a sample, under the sample's own id.
    private void AddRepeated(Sample sample, IReadOnlyList<RepeatedMetric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        string id = RepeatedId.Split(sample.Id).SampleId;
        _groups.TryAdd(id, sample.Group == id ? null : sample.Group);
    }

    private List<Score> Of(StoredModel model, string metric)
    {
        if (!_scores.TryGetValue((model, metric), out List<Score>? scores))
        {
            _scores[(model, metric)] = scores = [];
        }

        return scores;
    }
}
