using System.Runtime.CompilerServices;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>Everything that the judges of one task are asked, in an order that is always the same.</summary>
internal sealed class JudgingCases
{
    /// <summary>The model's name of texts that no model of the run wrote.</summary>
    public const string NoModel = "-";

    private readonly IRunReader _reader;
    private readonly string _runId;
    private readonly string _baseline;
    private readonly JudgedTask _task;
    private readonly ILookup<string, (string Model, double Probability)> _drawn;
    private readonly Dictionary<(string SampleId, string TextOrModel), double> _labels;

    private JudgingCases(
        IRunReader reader, string runId, string baseline, JudgedTask task, IReadOnlyList<JudgedOutput> outputs,
        IReadOnlyList<string> candidates)
    {
        (_reader, _runId, _baseline, _task) = (reader, runId, baseline, task);
        JudgingDraw draw = new(outputs, baseline, candidates, task.Judging.Fraction, task.Judging.Seed);
        _drawn = draw.Distinct(pairs: false).ToLookup(
            item => item.SampleId, item => (item.Model, item.InclusionProbability), StringComparer.Ordinal);
        _labels = RandomLabels(task);
        Count = _drawn.Sum(sample => sample.Count()) + Anchors().Count() + (_drawn.Count == 0 ? 0 : task.Panel.Sum(
            judge => judge.Configuration.Controls.Canaries));
    }

    /// <summary>Texts to be judged, repeats and controls apart.</summary>
    public int Count { get; }

    /// <summary>Draws from a run's stored outputs.</summary>
    public static async Task<JudgingCases> DrawAsync(
        IRunReader reader,
        string runId,
        EvalConfiguration configuration,
        JudgedTask task,
        CancellationToken cancellationToken)
    {
        List<JudgedOutput> outputs = [];
        await foreach (StoredOutputs sample in StoredOutputs.ReadAsync(reader, runId, task.Name, cancellationToken))
        {
            outputs.Add(sample.ToJudged(configuration.Baseline));
        }

        return new JudgingCases(
            reader, runId, configuration.Baseline, task, outputs, configuration.Candidates);
    }

    /// <summary>The cases, labelled texts first: a judge that fails them is known to fail early.</summary>
    public async IAsyncEnumerable<JudgingCase> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (JudgingCase anchor in Anchors())
        {
            yield return anchor;
        }

        int canaries = 0;
        await foreach (StoredOutputs sample in
            StoredOutputs.ReadAsync(_reader, _runId, _task.Name, cancellationToken))
        {
            foreach (JudgingCase item in OfSample(sample))
            {
                yield return item;
            }

            if (_drawn.Contains(sample.Row.Sample.Id))
            {
                foreach (JudgingCase canary in Canaries(sample, canaries++))
                {
                    yield return canary;
                }
            }
        }
    }

    private IEnumerable<JudgingCase> OfSample(StoredOutputs sample)
    {
        string id = sample.Row.Sample.Id;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string model, double probability) in _drawn[id])
        {
            string key = OutputKey.From(sample.Outputs[model].Text);
            seen.Add(key);
            double? known = LabelOf(id, key, model);
            JudgingRequest request = sample.Ask(model, _baseline) with { InclusionProbability = probability };
            yield return new(VerdictPurpose.Sample, request, known);
            foreach (PlannedJudge judge in request is { Fault: null, BaselineFault: null } ? _task.Panel : [])
            {
                foreach (JudgingCase control in Controls(judge, request))
                {
                    yield return control;
                }
            }
        }

        foreach ((string model, ModelOutput output) in
            sample.Outputs.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string key = OutputKey.From(output.Text);
            if (LabelOf(id, key, model) is { } grade && AnswerCheck.FaultOf(output) is null && seen.Add(key))
            {
                yield return new(VerdictPurpose.Label, sample.Ask(model, _baseline), grade);
            }
        }
    }

    // The same question again; and, for a judge of pairs, a text against itself.
    private IEnumerable<JudgingCase> Controls(PlannedJudge judge, JudgingRequest request)
    {
        ControlsConfiguration controls = judge.Configuration.Controls;
        bool isBaseline = request.Model == _baseline;
        if (judge.IsPairwise == !isBaseline && IsChosen("retest", request, controls.Retest))
        {
            yield return new(VerdictPurpose.Retest, request with { Repeat = 1 }, Only: judge.Name);
        }

        if (judge.IsPairwise && !isBaseline && IsChosen("identical", request, controls.Identical))
        {
            yield return new(
                VerdictPurpose.Identical,
                request with { Output = request.BaselineOutput!, IsControl = true },
                Only: judge.Name);
        }
    }

    private bool IsChosen(string control, JudgingRequest request, double share) =>
        JudgingSample.PlaceOf($"{control}\n{request.SampleId}\n{request.Model}", _task.Judging.Seed) < share;

    private IEnumerable<JudgingCase> Canaries(StoredOutputs sample, int index)
    {
        foreach (PlannedJudge judge in _task.Panel.Where(judge => index < judge.Configuration.Controls.Canaries))
        {
            Canary canary = Canary.Make(judge.Menu, index + 1, _task.Judging.Seed)[index];
            JudgingRequest request = sample.Ask(_baseline, _baseline) with
            {
                Model = canary.Id,
                Output = canary.Output,
                Fault = null,
            };
            yield return new(VerdictPurpose.Canary, request, Only: judge.Name);
        }
    }

    private IEnumerable<JudgingCase> Anchors() =>
        from judges in _task.Judges
            .Where(judge => judge.Configuration.Labels?.Drawn == LabelDraw.ByClass)
            .GroupBy(judge => judge.IsPairwise)
        from known in judges.First().Known
        select new JudgingCase(
            VerdictPurpose.Anchor,
            new JudgingRequest(known.Id, NoModel, known.Fields, known.Text) { BaselineOutput = known.Baseline },
            known.Grade);

    private double? LabelOf(string sample, string text, string model) =>
        _labels.TryGetValue((sample, text), out double grade) || _labels.TryGetValue((sample, model), out grade)
            ? grade
            : null;

    // By sample and text or, where a label says whose output it is about, by sample and model.
    private static Dictionary<(string, string), double> RandomLabels(JudgedTask task) => task.Judges
        .Where(judge => judge.Configuration.Labels?.Drawn is LabelDraw.Random or LabelDraw.Pairs)
        .SelectMany(judge => judge.Known)
        .DistinctBy(known => (known.Id, known.Place))
        .ToDictionary(known => (known.Id, known.Place), known => known.Grade);
}
