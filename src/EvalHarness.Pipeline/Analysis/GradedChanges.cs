using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What a gate on a judge's metric rests on: each pair of outputs as judge and people grade it.</summary>
/// <param name="evidence">The judge's scores.</param>
/// <param name="groups">Group by sample id.</param>
internal sealed class GradedChanges(JudgeEvidence evidence, IReadOnlyDictionary<string, string?> groups)
{
    private readonly StoredJudge _judge = evidence.Judge;

    /// <summary>Changes by the judge's own grades: those of the pairs that were drawn to be judged.</summary>
    /// <param name="pair">The models.</param>
    /// <param name="baselineMean">The baseline's mean grade; <c>null</c> when it is not known.</param>
    public LabelledChanges ByJudge(StoredPair pair, double? baselineMean)
    {
        IReadOnlyDictionary<string, DifferingPair> differing = evidence.Differing(pair);
        GradedPair[] pairs =
        [
            .. evidence.Samples.Select(sample =>
            {
                if (!differing.TryGetValue(sample, out DifferingPair? one))
                {
                    return EqualOrLost(pair, sample, evidence.Before(pair, sample)?.Value, evidence.After);
                }

                if (!one.IsDrawn)
                {
                    return GradedPair.NotDrawn(sample, one.InclusionProbability);
                }

                (double low, double high) =
                    Reach(evidence.Before(pair, sample)?.Value, evidence.After(pair, sample)?.Value);
                return one.IsFaulty
                    ? GradedPair.Certain(sample, low)
                    : GradedPair.Drawn(sample, one.InclusionProbability, low, high);
            }),
        ];
        return LabelledChanges.From(pairs, _judge.LargestDrop, groups) with
        {
            Room = _judge.IsPairwise ? null : baselineMean - _judge.Worst,
        };
    }

    /// <summary>
    /// Changes by people's labels of the pairs that were drawn to be labelled; <c>null</c> without such a draw.
    /// </summary>
    public LabelledChanges? ByPeople(StoredPair pair)
    {
        if (Drawn(pair) is not { } drawn)
        {
            return null;
        }

        IReadOnlyDictionary<string, DifferingPair> differing = evidence.Differing(pair);
        List<double> before = [];
        GradedPair[] pairs = [.. evidence.Samples.Select(Grade)];
        return LabelledChanges.From(pairs, _judge.LargestDrop, groups) with
        {
            Room = _judge.IsPairwise || before.Count == 0 ? null : before.Average() - _judge.Worst,
        };

        GradedPair Grade(string sample)
        {
            (double? baseline, double? candidate) = Labels(drawn, pair, sample);
            if (!differing.TryGetValue(sample, out DifferingPair? one))
            {
                return EqualOrLost(pair, sample, baseline, (_, _) => null);
            }

            (double low, double high) = Reach(baseline, candidate);
            if (one.IsFaulty)
            {
                return GradedPair.Certain(sample, low);
            }

            double forecast = drawn.MayForecast ? evidence.Foreseen(pair, sample) ?? 0 : 0;
            if (!drawn.Contains(sample))
            {
                return GradedPair.NotDrawn(sample, drawn.Probability, forecast);
            }

            before.AddRange(baseline is { } grade ? [grade] : []);
            return baseline is null || candidate is null
                ? GradedPair.Drawn(sample, drawn.Probability, -_judge.LargestDrop, _judge.LargestDrop, forecast)
                : GradedPair.Drawn(sample, drawn.Probability, low, high, forecast);
        }
    }

    // What people said of this run comes before what a file says.
    private DrawnLabels? Drawn(StoredPair pair) => evidence.Stored(pair) is { } stored
        ? new(
            stored.Draw.Probability,
            stored.Contains,
            (model, sample) => evidence.Text(model, sample) is { } text ? stored.Value(sample, text.Key) : null,
            stored.MayForecast)
        : _judge.Configuration.Labels is { Drawn: LabelDraw.Pairs } file
            ? new(file.Share, new LabelledPairs(file.Share, file.Seed).Contains, evidence.Labelled, MayForecast: true)
            : null;

    // A pairwise label speaks of both outputs at once.
    private (double? Baseline, double? Candidate) Labels(DrawnLabels drawn, StoredPair pair, string sample)
    {
        bool isBaselineFaulty = evidence.Text(pair.Baseline, sample)?.Fault is not null;
        bool isCandidateFaulty = evidence.Text(pair.Candidate, sample)?.Fault is not null;
        return _judge.IsPairwise
            ? (0, isBaselineFaulty ? 0 : isCandidateFaulty ? _judge.Worst : drawn.Label(pair.Candidate, sample))
            : (isBaselineFaulty ? _judge.Worst : drawn.Label(pair.Baseline, sample),
                isCandidateFaulty ? _judge.Worst : drawn.Label(pair.Candidate, sample));
    }

    private GradedPair EqualOrLost(
        StoredPair pair, string sample, double? before, Func<StoredPair, string, Score?> after)
    {
        if (evidence.Text(pair.Baseline, sample) is not null && evidence.Text(pair.Candidate, sample) is not null)
        {
            return GradedPair.Equal(sample);
        }

        (double low, double high) = Reach(before, after(pair, sample)?.Value);
        return GradedPair.Lost(sample, low, high);
    }

    // From the candidate at its worst beside the baseline at its best to the reverse, as far as either is not known.
    private (double Low, double High) Reach(double? before, double? after)
    {
        (double worst, double best) = _judge.IsPairwise ? (0, 0) : (_judge.Worst, _judge.Best);
        return ((after ?? _judge.Worst) - (before ?? best), (after ?? _judge.Best) - (before ?? worst));
    }
}
