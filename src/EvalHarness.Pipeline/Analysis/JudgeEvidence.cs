using EvalHarness.Gating;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Analysis;

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
        IEnumerable<JudgingItem> drawn = draw.Of(baseline.Label);
        if (pair is not null)
        {
            IReadOnlySet<string> equal = draw.EqualTo(model.Label);
            drawn = drawn.Where(item => !Judge.IsPairwise && equal.Contains(item.SampleId))
                .Concat(draw.Of(model.Label));
        }

        return
        [
            .. drawn.OrderBy(item => _ordinals[item.SampleId])
                .Select(item => (Find(model, item.SampleId)
                    ?? new Score(
                        item.SampleId, Judge.Metric.Name, null, "not judged", Fault: ScoreFault.JudgeFailed)) with
                {
                    Weight = 1 / item.InclusionProbability,
                }),
        ];
    }

    /// <summary>What was drawn of a candidate and its baseline.</summary>
    public JudgingDraw Draw(StoredPair pair) => _draws[pair.Baseline];

    /// <summary>The samples of the task, in the dataset's order.</summary>
    public IEnumerable<string> Samples => _ordinals.OrderBy(sample => sample.Value).Select(sample => sample.Key);

    /// <summary>
    /// The samples on which a candidate differs, each with the probability with which it was drawn. Between two runs,
    /// what was judged in both counts as drawn.
    /// </summary>
    public IReadOnlyDictionary<string, DifferingPair> Differing(StoredPair pair)
    {
        IReadOnlyList<DifferingPair> all = Draw(pair).DifferingFrom(pair.Candidate.Label);
        if (pair.IsOneRun)
        {
            return all.ToDictionary(item => item.SampleId, StringComparer.Ordinal);
        }

        HashSet<string> judged =
        [
            .. all.Where(item => item.IsFaulty
                    || (Before(pair, item.SampleId) is not null && After(pair, item.SampleId) is not null))
                .Select(item => item.SampleId),
        ];
        Dictionary<string, double> shares = all.GroupBy(item => item.Stratum).ToDictionary(
            stratum => stratum.Key,
            stratum => (double)stratum.Count(item => judged.Contains(item.SampleId)) / stratum.Count());
        return all.ToDictionary(
            item => item.SampleId,
            item => item with
            {
                IsDrawn = shares[item.Stratum] == 0 || judged.Contains(item.SampleId),
                InclusionProbability = shares[item.Stratum] == 0 ? 1 : shares[item.Stratum],
            },
            StringComparer.Ordinal);
    }

    /// <summary>The pairs that tell how a candidate differs from its baseline.</summary>
    public IReadOnlyList<JudgedPair> Pairs(StoredPair pair)
    {
        IEnumerable<JudgedPair> equal = Draw(pair).EqualTo(pair.Candidate.Label)
            .Select(sample => new JudgedPair(sample, null, null, 1, IsEqual: true));
        return
        [
            .. equal.Concat(Differing(pair).Values.Where(item => item.IsDrawn).Select(item => new JudgedPair(
                    item.SampleId,
                    Before(pair, item.SampleId)?.Value,
                    After(pair, item.SampleId)?.Value,
                    1 / item.InclusionProbability)))
                .OrderBy(item => _ordinals[item.SampleId]),
        ];
    }

    /// <summary>The judge's score of the baseline's output; <c>null</c> when it was never asked.</summary>
    public Score? Before(StoredPair pair, string sample) => Judge.IsPairwise
        ? new Score(sample, Judge.Metric.Name, 0)
        : Find(pair.Baseline, sample);

    /// <summary>The judge's score of the candidate's output; <c>null</c> when it was never asked.</summary>
    public Score? After(StoredPair pair, string sample) =>
        !Judge.IsPairwise || Text(pair.Baseline, sample)?.Fault is null ? Find(pair.Candidate, sample)
        : new Score(
            sample,
            Judge.Metric.Name,
            Text(pair.Candidate, sample)?.Fault is null ? Judge.Menu.Scores[^1] : 0,
            "the baseline has no answer");

    /// <summary>The change that the judge sees on a sample, drawn or not; <c>null</c> without both verdicts.</summary>
    public double? Foreseen(StoredPair pair, string sample) => Judge.IsPairwise
        ? Find(pair.Candidate, sample, VerdictPurpose.Label)?.Value
        : Find(pair.Candidate, sample, VerdictPurpose.Label)?.Value
            - Find(pair.Baseline, sample, VerdictPurpose.Label)?.Value;

    /// <summary>Key and length of a model's output; <c>null</c> when it gave none.</summary>
    public StoredText? Text(StoredModel model, string sample) =>
        _texts.TryGetValue((model, sample), out StoredText text) ? text : null;

    /// <summary>The labelled grade of a model's output; <c>null</c> where none is known.</summary>
    public double? Known(StoredModel model, string sample) =>
        Text(model, sample) is { } text ? _verdicts.Known(model.RunId, Judge, sample, text.Key) : null;

    /// <summary>
    /// What people said of drawn pairs of the run that both outputs are of; <c>null</c> when nothing, or between runs.
    /// </summary>
    public StoredLabels? Stored(StoredPair pair) =>
        pair.IsOneRun ? _verdicts.StoredLabels(pair.Candidate.RunId, Judge) : null;

    /// <summary>People's label of a model's output, of those drawn as pairs; <c>null</c> where there is none.</summary>
    public double? Labelled(StoredModel model, string sample) =>
        Text(model, sample) is { } text ? _verdicts.Labelled(model.RunId, Judge, sample, text.Key) : null;

    private Score? Find(StoredModel model, string sample, VerdictPurpose other = VerdictPurpose.Sample)
    {
        if (Text(model, sample) is not { } text)
        {
            return null;
        }

        if (text.Fault is { } fault)
        {
            return new Score(
                sample, Judge.Metric.Name, Judge.Worst, AnswerCheck.Describe(fault), Fault: fault);
        }

        return _verdicts.Score(model.RunId, Judge, VerdictPurpose.Sample, sample, text.Key)
            ?? _verdicts.Score(model.RunId, Judge, other, sample, text.Key);
    }
}
