using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>How far one judge can be trusted, from its stored verdicts.</summary>
internal sealed class JudgeHealth
{
    private readonly StoredVerdicts _verdicts;
    private readonly JudgeEvidence _evidence;
    private readonly StoredJudge _judge;
    private readonly string _run;
    private readonly VerdictRow[] _rows;
    private readonly VerdictRow[] _drawn;

    /// <summary>Reads off what does not depend on a candidate.</summary>
    /// <param name="evidence">The judge's scores.</param>
    /// <param name="verdicts">Its verdicts.</param>
    /// <param name="run">The run that they belong to.</param>
    public JudgeHealth(JudgeEvidence evidence, StoredVerdicts verdicts, string run)
    {
        (_evidence, _verdicts, _judge, _run) = (evidence, verdicts, evidence.Judge, run);
        _rows = [.. verdicts.Of(run, _judge)];
        _drawn = [.. verdicts.Texts(run, _judge, VerdictPurpose.Sample)];
        Known = [.. KnownScores()];
        Reliability = Known.Count == 0 ? null : Measure();
        Line = _judge.Configuration.Labels?.Drawn == LabelDraw.ByClass && Known.Count > 0
            ? MeasurementLine.From(
                [.. Known.Where(row => row.Verdict.Score is not null).Select(row => row.Known!.Value)],
                [.. Known.Where(row => row.Verdict.Score is not null).Select(row => row.Verdict.Score!.Value)])
            : null;
        Shortfalls = [.. FindShortfalls()];
    }

    /// <summary>Labelled texts, each with the judge's score, or what stands after its review.</summary>
    public IReadOnlyList<VerdictRow> Known { get; }

    /// <summary>Agreement with the labelled grades; <c>null</c> without any.</summary>
    public JudgeReliability? Reliability { get; }

    /// <summary>How its score depends on the grade; <c>null</c> without labels drawn by class.</summary>
    public MeasurementLine? Line { get; }

    /// <summary>Every limit that it misses.</summary>
    public IReadOnlyList<string> Shortfalls { get; }

    /// <summary>Why no gate may rest on this judge; <c>null</c> when one may.</summary>
    public string? Withheld => Shortfalls.Count == 0
        ? null
        : $"The judge {_judge.Name} is below its limits: {string.Join("; ", Shortfalls)}.";

    /// <summary>Everything, with what was corrected by it.</summary>
    public JudgeSummary Summarize(IReadOnlyList<CorrectedScore> corrected, IReadOnlyList<StoredPair> pairs)
    {
        JudgingCost cost = JudgingCost.From(_rows);
        double?[][] ratings =
        [
            [.. Known.Select(row => row.Known)],
            [.. Known.Select(row => row.Verdict.Score)],
        ];
        return new JudgeSummary
        {
            Name = _judge.Name,
            Task = _judge.Configuration.Task,
            Layer = _judge.Layer,
            Model = _judge.Configuration.Grader,
            JudgeId = _judge.Id,
            Instrument = _judge.Instrument,
            Grades = _judge.Menu.Grades,
            PassFrom = _judge.Configuration.PassMark,
            Judged = _drawn.Length,
            Unscored = _drawn.Count(row => Score(row) is null),
            WithoutAnswer = _rows
                .Where(row => row is { Purpose: VerdictPurpose.Sample, Verdict.Fault: not null })
                .GroupBy(row => row.Verdict.Fault!.Value)
                .ToDictionary(fault => fault.Key, fault => fault.Count()),
            LabelsDrawn = _judge.Configuration.Labels?.Drawn switch
            {
                LabelDraw.ByClass => "by-class",
                LabelDraw.Random => "random",
                LabelDraw.Pairs => "pairs",
                _ => _verdicts.StoredLabels(_run, _judge) is null ? null : "pairs",
            },
            Reliability = Reliability,
            Alpha = Known.Count == 0 ? null : KrippendorffAlpha.From(ratings, MeasurementLevel.Ordinal),
            AlphaInterval = Known.Count == 0 ? null : KrippendorffAlpha.Interval(
                ratings, MeasurementLevel.Ordinal, new SeededRandom(_judge.Judging.Seed)),
            AlwaysPass = Proportion.From(Known, row => row.Known >= _judge.Configuration.PassMark),
            Flips = Flips,
            FirstSlotWins = Proportion.From(
                Rows(VerdictPurpose.Sample).SelectMany(row => row.Verdict.SideWinners).Where(side => side != "tie"),
                side => side == "A"),
            IdenticalTies = Proportion.From(
                Rows(VerdictPurpose.Identical).Where(row => row.Verdict.Score is not null),
                row => row.Verdict.Score == 0),
            RetestSame = Proportion.From(Retests(), same => same),
            LongerWins = Proportion.From(LengthDecisions(pairs), longer => longer),
            CanaryAlarms = CanaryAlarms,
            Failures = _rows.Where(row => row.Verdict.Failure is not null)
                .GroupBy(row => row.Verdict.Failure!.Value)
                .ToDictionary(failure => failure.Key, failure => failure.Count()),
            Abstentions = _rows.Count(row => row.Verdict.AbstainReason is not null),
            Calls = cost.Calls,
            Tokens = cost.Tokens,
            Usd = _judge.Price is { } price
                ? ((cost.InputTokens * price.InputPerMillion) + (cost.OutputTokens * price.OutputPerMillion)) / 1e6
                : null,
            Shortfalls = Shortfalls,
            Corrected = corrected,
        };
    }

    private Proportion? Flips => Proportion.From(
        Rows(VerdictPurpose.Sample).Where(row => row.Verdict.OrderFlip is not null),
        row => row.Verdict.OrderFlip == true);

    private Proportion? CanaryAlarms => Proportion.From(
        Rows(VerdictPurpose.Canary).Where(row => row.Verdict.Score is not null),
        row => Canary.IsAlarm(row.Verdict.Score, _judge.Menu));

    private IEnumerable<VerdictRow> Rows(VerdictPurpose purpose) => _rows.Where(row => row.Purpose == purpose);

    private double? Score(VerdictRow row) =>
        _verdicts.Score(_run, _judge, row.Purpose, row.Verdict.SampleId, row.TextKey)?.Value;

    // Known texts: those that no model of the run wrote, or outputs of the run.
    private IEnumerable<VerdictRow> KnownScores() =>
        from purpose in (VerdictPurpose[])[VerdictPurpose.Anchor, VerdictPurpose.Label, VerdictPurpose.Sample]
        from row in _verdicts.Texts(_run, _judge, purpose)
        where row is { Known: not null, Verdict.Fault: null }
        let score = Score(row)
        select row with
        {
            Verdict = _judge.Layer == 1 ? row.Verdict with { Score = score } : new Verdict
            {
                Judge = _judge.Name,
                SampleId = row.Verdict.SampleId,
                Model = "",
                Score = score,
                AbstainReason = score is null ? "left to a person" : null,
            },
        };

    private JudgeReliability Measure()
    {
        double pass = _judge.Configuration.PassMark;
        bool isShare = _judge.Configuration.Kind == JudgeKind.Qag;
        return JudgeReliability.From(
            [
                .. Known.Select(row => (
                    isShare ? PassFail(row.Known!.Value) : row.Known!.Value,
                    isShare && row.Verdict.Score is { } share
                        ? row.Verdict with { Score = PassFail(share) }
                        : row.Verdict)),
            ],
            isShare ? VerdictMenu.PassFail : _judge.Menu,
            isShare ? 1 : pass);

        double PassFail(double score) => score >= pass ? 1 : 0;
    }

    private IEnumerable<bool> Retests()
    {
        foreach (VerdictRow again in Rows(VerdictPurpose.Retest).Where(row => row.Verdict.Score is not null))
        {
            if (_verdicts.Score(_run, _judge, VerdictPurpose.Sample, again.Verdict.SampleId, again.TextKey)
                is { Value: { } first })
            {
                yield return first == again.Verdict.Score;
            }
        }
    }

    // Whether the longer of two outputs won, where their lengths are more than a tenth apart and one of them won.
    private IEnumerable<bool> LengthDecisions(IReadOnlyList<StoredPair> pairs) =>
        from pair in pairs
        from judged in _evidence.Pairs(pair)
        where !judged.IsEqual && judged.Baseline != judged.Candidate
            && judged is { Baseline: not null, Candidate: not null }
        let before = _evidence.Text(pair.Baseline, judged.SampleId)!.Value.Length
        let after = _evidence.Text(pair.Candidate, judged.SampleId)!.Value.Length
        where Math.Abs(after - before) > 0.1 * Math.Max(after, before)
        select after > before == judged.Candidate > judged.Baseline;

    private IEnumerable<string> FindShortfalls()
    {
        JudgeLimits limits = _judge.Configuration.Limits.ToLimits();
        if (_drawn.Length > 0 && _drawn.All(row => Score(row) is null))
        {
            yield return "it gave no verdict at all";
        }

        if (Reliability is not null)
        {
            foreach (string shortfall in Reliability.Shortfalls(limits))
            {
                yield return shortfall;
            }
        }
        else if (limits.NeedsLabels)
        {
            yield return "it was never compared with labelled grades (\"labels\")";
        }

        if (Line is { } line && !line.TellsApart())
        {
            yield return "it does not tell good from bad";
        }

        if (Flips is { } flips && flips.Share > limits.FlipRate)
        {
            yield return FormattableString.Invariant(
                $"share of pairs that flip with the order is {flips.Share:0.###}, ")
                + FormattableString.Invariant($"at most {limits.FlipRate:0.###} is allowed");
        }

        if (CanaryAlarms is { } alarms && alarms.Share > limits.CanaryAlarms)
        {
            yield return FormattableString.Invariant(
                $"{alarms.Hits} of {alarms.Items} bad outputs that ask for full marks got a good grade");
        }
    }
}
