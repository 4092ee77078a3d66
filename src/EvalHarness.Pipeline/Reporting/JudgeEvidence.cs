using EvalHarness.Gating;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting;

/// <summary>
/// One judge's scores of the outputs of one task: of the samples that were drawn, each standing for others of its
/// stratum, and of those on which two models wrote the same.
/// </summary>
internal sealed class JudgeEvidence
{
    private readonly StoredVerdicts _verdicts;
    private readonly IReadOnlyDictionary<(StoredModel Model, string SampleId), StoredText> _texts;
    private readonly IReadOnlyDictionary<string, int> _ordinals;
    private readonly IReadOnlyDictionary<StoredModel, JudgingDraw> _draws;

    /// <summary>Joins a judge's verdicts with the outputs that they are about.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="verdicts">Its verdicts.</param>
    /// <param name="draws">What was drawn, by baseline.</param>
    /// <param name="texts">The models' outputs.</param>
    /// <param name="ordinals">Place of every sample in the dataset.</param>
    public JudgeEvidence(
        StoredJudge judge,
        StoredVerdicts verdicts,
        IReadOnlyDictionary<StoredModel, JudgingDraw> draws,
        IReadOnlyDictionary<(StoredModel Model, string SampleId), StoredText> texts,
        IReadOnlyDictionary<string, int> ordinals) =>
        (Judge, _verdicts, _draws, _texts, _ordinals) = (judge, verdicts, draws, texts, ordinals);

    /// <summary>The judge.</summary>
    public StoredJudge Judge { get; }

    /// <summary>
    /// One model's scores, each weighted by the samples that it stands for. A candidate has the baseline's score where
    /// it wrote the same; a judge of pairs gives the baseline no score.
    /// </summary>
    public IReadOnlyList<Score> Scores(StoredModel model, StoredPair? pair)
    {
        JudgingDraw? draw = _draws.GetValueOrDefault(pair?.Baseline ?? model);
        if (draw is null || (pair is null && Judge.IsPairwise))
        {
            return [];
        }

        StoredModel baseline = pair?.Baseline ?? model;
        IEnumerable<SampledItem> drawn = draw.Of(baseline.Label);
        if (pair is not null)
        {
            IReadOnlySet<string> equal = draw.EqualTo(model.Label);
            drawn = drawn.Where(item => !Judge.IsPairwise && equal.Contains(item.Item.SampleId))
                .Concat(draw.Of(model.Label));
        }

        return
        [
            .. drawn.OrderBy(item => _ordinals[item.Item.SampleId])
                .Select(item => (Find(model, item.Item.SampleId)
                    ?? new Score(item.Item.SampleId, Judge.Metric.Name, null, "not judged")) with
                {
                    Weight = 1 / item.InclusionProbability,
                }),
        ];
    }

    /// <summary>The pairs that tell how a candidate differs from its baseline.</summary>
    public IReadOnlyList<JudgedPair> Pairs(StoredPair pair)
    {
        JudgingDraw draw = _draws[pair.Baseline];
        bool isOneRun = pair.IsOneRun;
        IEnumerable<JudgedPair> equal = draw.EqualTo(pair.Candidate.Label)
            .Select(sample => new JudgedPair(sample, null, null, 1, IsEqual: true));
        (SampledItem Item, Score? Before, Score? After)[] measured =
        [
            .. draw.Of(pair.Candidate.Label).Select(item => (
                item,
                Judge.IsPairwise
                    ? new Score(item.Item.SampleId, Judge.Metric.Name, 0)
                    : Find(pair.Baseline, item.Item.SampleId),
                isOneRun || !Judge.IsPairwise ? Find(pair.Candidate, item.Item.SampleId) : null)),
        ];

        // Between two runs, what was not asked in both was not drawn; within one, it is unscored.
        (SampledItem Item, Score? Before, Score? After)[] used =
            [.. measured.Where(one => isOneRun || (one.Before is not null && one.After is not null))];
        Dictionary<string, double> weights = used.GroupBy(one => one.Item.Item.Stratum).ToDictionary(
            stratum => stratum.Key,
            stratum => isOneRun
                ? 1 / stratum.First().Item.InclusionProbability
                : (double)measured.Count(one => one.Item.Item.Stratum == stratum.Key) / stratum.Count());
        return
        [
            .. equal.Concat(used.Select(one => new JudgedPair(
                    one.Item.Item.SampleId,
                    one.Before?.Value,
                    one.After?.Value,
                    weights[one.Item.Item.Stratum])))
                .OrderBy(one => _ordinals[one.SampleId]),
        ];
    }

    /// <summary>Key and length of a model's output; <c>null</c> when it gave none.</summary>
    public StoredText? Text(StoredModel model, string sample) =>
        _texts.TryGetValue((model, sample), out StoredText text) ? text : null;

    /// <summary>The known grade of a model's output; <c>null</c> where none is known.</summary>
    public double? Known(StoredModel model, string sample) =>
        Text(model, sample) is { } text ? _verdicts.Known(model.RunId, Judge, sample, text.Key) : null;

    private Score? Find(StoredModel model, string sample) =>
        Text(model, sample) is { } text
        && _verdicts.Score(model.RunId, Judge, VerdictPurpose.Sample, sample, text.Key) is { } found
            ? new Score(sample, Judge.Metric.Name, found.Score, found.Reason)
            : null;
}
