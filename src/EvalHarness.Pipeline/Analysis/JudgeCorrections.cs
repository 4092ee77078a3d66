using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>
/// Sets one judge's means right by labelled texts: labels drawn by class give a measurement line and Rogan and
/// Gladen's pass rate, random labels PPI++. These are for readers; gates rest on <see cref="GradedChanges"/>.
/// </summary>
/// <param name="evidence">The judge's scores.</param>
/// <param name="health">What the labelled grades say of it.</param>
internal sealed class JudgeCorrections(JudgeEvidence evidence, JudgeHealth health)
{
    private const double Confidence = 0.95;

    /// <summary>A candidate's paired differences, with what gates on them rest on.</summary>
    public PairedDifferences Differences(StoredPair pair, IReadOnlyDictionary<string, string?> groups)
    {
        StoredJudge judge = evidence.Judge;
        double? mean = judge.IsPairwise ? 0 : Mean(evidence.Scores(pair.Baseline, null))?.Mean;
        GradedChanges changes = new(evidence, groups);
        return PairedDifferences.FromJudged(
            pair.Candidate.Label,
            $"{judge.Configuration.Task}/{judge.Metric.Name}",
            judge.Metric,
            evidence.Pairs(pair),
            changes.ByJudge(pair, mean),
            mean,
            groups) with
        {
            Withheld = health.Withheld,
            ByPeople = changes.ByPeople(pair),
            PeopleDecide = evidence.Stored(pair) is not null,
            EarlierLooks = evidence.Stored(pair)?.EarlierLooks ?? 0,
        };
    }

    /// <summary>Corrected means and pass rate of a model; empty without labelled grades.</summary>
    public IEnumerable<CorrectedScore> OfModel(StoredModel model, StoredPair? pair)
    {
        IReadOnlyList<Score> scores = evidence.Scores(model, pair);
        if (evidence.Judge.IsPairwise || health.Known.Count == 0 || Mean(scores) is not { } mean)
        {
            yield break;
        }

        double pass = evidence.Judge.Configuration.PassMark;
        (double Mean, double Error)? rate = Mean(
            [
                .. scores.Select(score =>
                    score.Value is { } value ? score with { Value = value >= pass ? 1 : 0 } : score),
            ]);
        if (health.Line is { } line)
        {
            yield return line.TellsApart()
                ? Shown(
                    model, CorrectedQuantity.MeanGrade, mean.Mean, line.Correct(mean.Mean, mean.Error),
                    FormattableString.Invariant($"measurement line of slope {line.Slope:0.###}"))
                : Refused(model, CorrectedQuantity.MeanGrade, mean.Mean, "the judge does not tell good from bad");
            yield return PassRate(model, rate!.Value.Mean, scores.Count(score => score.Value is not null));
        }
        else if (evidence.Judge.Configuration.Labels?.Drawn == LabelDraw.Random)
        {
            yield return ByLabels(model, CorrectedQuantity.MeanGrade, mean.Mean, scores, score => score);
            yield return ByLabels(
                model, CorrectedQuantity.PassRate, rate!.Value.Mean, scores, score => score >= pass ? 1 : 0);
        }
    }

    /// <summary>A candidate's difference as it is shown: by people's labels where there are some.</summary>
    public static CorrectedScore From(PairedDifferences differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        CorrectedScore plain = new(
            differences.Candidate, CorrectedQuantity.Difference, differences.Mean, null, null, null,
            "no labels of pairs to correct it by");
        if (differences.ByPeople is not { Labels: > 0, Mean: { } mean } people)
        {
            return plain;
        }

        // An interval without width would promise what only seeing every pair could.
        Interval? interval = people.T is { StandardError: > 0 } t
            ? (t with { DegreesOfFreedom = Math.Max(1, Math.Min(t.DegreesOfFreedom, people.Labels - 1)) })
                .Interval(Confidence)
            : null;
        return plain with
        {
            Estimate = mean,
            Low = interval?.Low,
            High = interval?.High,
            Method = people.Method(GradeSource.People) + (interval is null ? "; no pair differs in grade" : ""),
        };
    }

    private CorrectedScore PassRate(StoredModel model, double rate, int judged)
    {
        JudgeReliability? reliability = health.Reliability;
        RoganGladen? corrected =
            reliability is { TruePositives: { } passes, TrueNegatives: { } fails }
                ? RoganGladen.From(rate, judged, passes.Share, passes.Items, fails.Share, fails.Items, Confidence)
                : null;
        return corrected is { } found
            ? new(
                model.Label, CorrectedQuantity.PassRate, rate, found.Estimate, found.Adjusted.Low,
                found.Adjusted.High, "Rogan-Gladen, adjusted")
            : Refused(
                model, CorrectedQuantity.PassRate, rate,
                "the judge does not measurably tell passes from fails on the labelled texts");
    }

    private CorrectedScore ByLabels(
        StoredModel model,
        CorrectedQuantity quantity,
        double raw,
        IReadOnlyList<Score> scores,
        Func<double, double> read)
    {
        (double? Known, double Judged)[] all =
        [
            .. scores.Where(score => score.Value is not null)
                .Select(score => (evidence.Known(model, score.SampleId), read(score.Value!.Value))),
        ];
        (double? Known, double Judged)[] labelled = [.. all.Where(item => item.Known is not null)];
        if (labelled.Length < 2 || labelled.Length == all.Length)
        {
            return Refused(model, quantity, raw,
                "fewer than two of its drawn outputs have a labelled grade, or all do");
        }

        CorrectedMean mean = PredictionPoweredInference.PlusPlus(
            [.. labelled.Select(item => read(item.Known!.Value))],
            [.. labelled.Select(item => item.Judged)],
            [.. all.Where(item => item.Known is null).Select(item => item.Judged)]);
        return Shown(
            model, quantity, raw, mean,
            FormattableString.Invariant($"PPI++ from {labelled.Length} labels, lambda {mean.Lambda:0.###}")
                + (mean.HasTooFewLabels ? ", too few to choose it" : ""));
    }

    private static CorrectedScore Shown(
        StoredModel model, CorrectedQuantity quantity, double raw, CorrectedMean mean, string method)
    {
        Interval interval = mean.Interval(Confidence);
        return new(model.Label, quantity, raw, mean.Estimate, interval.Low, interval.High, method);
    }

    private static CorrectedScore Refused(StoredModel model, CorrectedQuantity quantity, double raw, string reason) =>
        new(model.Label, quantity, raw, null, null, null, reason);

    // Weighted mean and its linearised standard error; null without two scores.
    private static (double Mean, double Error)? Mean(IReadOnlyList<Score> scores)
    {
        Score[] scored = [.. scores.Where(score => score.Value is not null)];
        return TInterval.From(
            [.. scored.Select(score => score.Weight * score.Value!.Value)],
            [.. scored.Select(score => score.Weight)]) is { } t
            ? (t.Estimate, t.StandardError)
            : null;
    }
}
