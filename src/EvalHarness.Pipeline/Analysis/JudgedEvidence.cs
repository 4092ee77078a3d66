using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>All that the judges of one task establish.</summary>
internal sealed class JudgedEvidence
{
    private readonly List<(JudgeEvidence Scores, JudgeHealth Health, JudgeCorrections Corrections)> _judges = [];
    private readonly string _task;
    private readonly string _run;
    private readonly StoredVerdicts _verdicts;
    private readonly IReadOnlyList<StoredJudge> _stored;
    private readonly IReadOnlyList<StoredPair> _pairs;

    private JudgedEvidence(
        string task,
        IReadOnlyList<StoredJudge> judges,
        IReadOnlyList<StoredPair> pairs,
        StoredVerdicts verdicts,
        IReadOnlyDictionary<(StoredModel Model, string SampleId), StoredText> texts,
        IReadOnlyDictionary<string, int> ordinals)
    {
        (_task, _stored, _pairs, _verdicts) = (task, judges, pairs, verdicts);

        // Between two runs, the later one's labelled grades are the ones that count.
        _run = pairs[0].Candidate.RunId;
        Dictionary<StoredModel, JudgingDraw> draws = pairs.GroupBy(pair => pair.Baseline).ToDictionary(
            compared => compared.Key, compared => Draw([.. compared], judges[0].Judging, texts, ordinals));
        foreach (StoredJudge judge in judges)
        {
            JudgeEvidence scores = new(judge, verdicts, draws, texts, ordinals);
            JudgeHealth health = new(scores, verdicts, _run);
            _judges.Add((scores, health, new JudgeCorrections(scores, health)));
        }
    }

    /// <summary>Reads the verdicts on a task.</summary>
    public static async Task<JudgedEvidence> ReadAsync(
        IRunReader reader,
        string task,
        IReadOnlyList<StoredJudge> judges,
        IReadOnlyList<StoredPair> pairs,
        IReadOnlyDictionary<(StoredModel Model, string SampleId), StoredText> texts,
        IReadOnlyDictionary<string, int> ordinals,
        IReadOnlyDictionary<string, string?> groups,
        CancellationToken cancellationToken)
    {
        IEnumerable<string> runs =
            pairs.SelectMany(pair => new[] { pair.Baseline.RunId, pair.Candidate.RunId }).Distinct();
        StoredVerdicts verdicts = await StoredVerdicts.ReadAsync(
            reader, runs, task, judges, groups, cancellationToken);
        return new JudgedEvidence(task, judges, pairs, verdicts, texts, ordinals);
    }

    /// <summary>The judges' scores as metrics.</summary>
    public IEnumerable<MetricDefinition> Metrics => _stored.Select(judge => judge.Metric);

    /// <summary>Outputs on which a person must decide.</summary>
    public IEnumerable<HumanQueueItem> HumanQueue =>
        from judge in _stored
        from row in _verdicts.Of(_run, judge, VerdictPurpose.Sample)
        where row.Review is { NeedsHuman: true }
        select new HumanQueueItem(
            _task, row.Verdict.SampleId, row.Verdict.Model, judge.Name, row.Review!.HumanReason ?? "no reason given");

    /// <summary>The looks that it is to decide gates on what people said.</summary>
    public IEnumerable<LabelLook> Looks => _verdicts.Looks(_run);

    /// <summary>Versions of the judges that judged the same texts.</summary>
    public IEnumerable<JudgeVersions> Versions =>
        from judge in _stored
        where judge.Layer == 1
        from others in _verdicts.OtherVersions(_run, judge)
        let compared = JudgeVersions.From(
            _task, judge.Name, judge.Configuration.PassMark, _verdicts.Of(_run, judge), others)
        where compared is not null
        select compared;

    /// <summary>How well each layer finds what is bad.</summary>
    public IEnumerable<LayerQuality> Layers => LayerMeasurement.From(_task, _run, _stored, _verdicts);

    /// <summary>One model's scores by a judge; empty when the metric is none of these judges'.</summary>
    public IReadOnlyList<Score> Scores(StoredModel model, string metric) =>
        _judges.Find(judge => judge.Scores.Judge.Metric.Name == metric).Scores?.Scores(model, PairOf(model)) ?? [];

    /// <summary>Every judge's paired differences of a candidate.</summary>
    public IEnumerable<PairedDifferences> Differences(StoredPair pair, IReadOnlyDictionary<string, string?> groups) =>
        _judges.Select(judge => judge.Corrections.Differences(pair, groups));

    /// <summary>Every judge, with its corrections of the models and of the differences.</summary>
    /// <param name="models">The models.</param>
    /// <param name="differences">The differences of all metrics.</param>
    public IEnumerable<JudgeSummary> Summaries(
        IReadOnlyList<StoredModel> models, IReadOnlyList<PairedDifferences> differences) =>
        _judges.Select(judge => judge.Health.Summarize(
            [
                .. models.SelectMany(model => judge.Corrections.OfModel(model, PairOf(model))),
                .. differences.Where(difference => difference.Metric == $"{_task}/{judge.Scores.Judge.Metric.Name}")
                    .Select(JudgeCorrections.From),
            ],
            _pairs));

    // Draws again what was drawn, once for all judges. Between two runs every output with a verdict counts.
    private static JudgingDraw Draw(
        StoredPair[] compared,
        JudgingConfiguration judging,
        IReadOnlyDictionary<(StoredModel Model, string SampleId), StoredText> texts,
        IReadOnlyDictionary<string, int> ordinals)
    {
        StoredModel baseline = compared[0].Baseline;
        StoredModel[] models = [baseline, .. compared.Select(pair => pair.Candidate)];
        return new JudgingDraw(
            [
                .. ordinals.Select(sample => new JudgedOutput(
                    sample.Key,
                    sample.Value,
                    texts.TryGetValue((baseline, sample.Key), out StoredText text) ? text.Length : 0,
                    models.Where(model => texts.ContainsKey((model, sample.Key)))
                        .ToDictionary(model => model.Label, model => texts[(model, sample.Key)].Key))
                {
                    Faulty = models.Where(model => texts.TryGetValue((model, sample.Key), out StoredText written)
                            && written.Fault is not null)
                        .Select(model => model.Label).ToHashSet(StringComparer.Ordinal),
                }),
            ],
            baseline.Label,
            [.. compared.Select(pair => pair.Candidate.Label)],
            compared.All(pair => pair.IsOneRun) ? judging.Fraction : 1,
            judging.Seed);
    }

    private StoredPair? PairOf(StoredModel model) => _pairs.FirstOrDefault(pair => pair.Candidate == model);
}
