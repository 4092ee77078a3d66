using EvalHarness.Statistics;
using static EvalHarness.Gating.GateFinding;

namespace EvalHarness.Gating;

/// <summary>
/// The gate on grades. On people's it rests on their labels of drawn pairs and needs no belief in the judge; on the
/// judge's own it rests on its verdicts, needs a judge within its limits, and says so. Bound, p-value and outcome are
/// one function of the data.
/// </summary>
internal static class JudgedGate
{
    // Units from which on the bootstrap is trusted alone with the upper bound.
    private const int ManyUnits = 30;

    /// <summary>Decides one rule for one candidate; the p-value is not adjusted.</summary>
    public static GateDecision Decide(GateRule rule, PairedDifferences differences, long seed)
    {
        GradeSource? source = differences.PeopleDecide
            ? GradeSource.People
            : rule.By ?? (differences.ByPeople is null ? null : GradeSource.People);
        LabelledChanges? changes = source == GradeSource.People ? differences.ByPeople : differences.ByJudge;
        string? withheld = source switch
        {
            GradeSource.Judge => differences.Withheld ?? TooMuchMissing(rule, changes!.MissingShare),
            GradeSource.People when changes is not null => TooMuchMissing(rule, changes.LostShare),
            _ => NoLabels(rule, differences.ByJudge!),
        };
        changes ??= differences.ByJudge!;
        GaffkeTest? test = rule.MaxDrop < changes.Range ? changes.Test : null;
        withheld ??= Unusable(rule, changes, test);
        double alpha = 1 - rule.Confidence;
        bool isShown = source is not null && (source == GradeSource.Judge || differences.ByPeople is not null);
        double? p = isShown ? test?.PValue(rule.MaxDrop) : null;
        Interval? bounds = isShown && test is not null
            ? new Interval(test.LowerBound(alpha), UpperBound(changes, rule.Confidence, seed))
                .Clip(-changes.Range, changes.Range)
            : null;
        int? labels = LabelPlan.More(rule, changes);
        (GateOutcome outcome, string reason) = withheld is null
            ? Judge(rule, source!.Value, changes, p!.Value, bounds!.Value, labels)
            : (GateOutcome.Inconclusive, withheld);
        int? looks = source == GradeSource.People && differences.ByPeople is not null ? differences.EarlierLooks : null;
        return new GateDecision
        {
            Candidate = differences.Candidate,
            Metric = rule.Metric,
            Outcome = outcome,
            Reason = looks > 0 ? $"{reason} {AfterLooks(looks.Value)}" : reason,
            Margin = rule.MaxDrop,
            Confidence = rule.Confidence,
            Pairs = changes.Pairs,
            Delta = changes.Mean,
            By = isShown ? source : null,
            Labels = source == GradeSource.People ? changes.Labels : null,
            EarlierLooks = looks,
            Correction = isShown ? changes.Method(source!.Value) : null,
            Low = bounds?.Low,
            High = bounds?.High,
            P = p,
            PairsToLabel = outcome == GateOutcome.Inconclusive && source != GradeSource.Judge ? labels : null,
        };
    }

    private static string AfterLooks(int looks) => looks == 1
        ? "Decided after an earlier look at other labels of this draw."
        : FormattableString.Invariant($"Decided after {looks} earlier looks at other labels of this draw.");

    private static string? TooMuchMissing(GateRule rule, double share) =>
        share > rule.MaxUnscored
            ? $"{Percent(share)} of the samples have no pair of grades "
                + $"(limit {Percent(rule.MaxUnscored)})."
            : null;

    private static string NoLabels(GateRule rule, LabelledChanges judged)
    {
        string pairs = judged.Differing == 0 ? "label pairs" : FormattableString.Invariant(
            $"label {Math.Min(judged.Differing, Wanted())} pairs");
        string way = $"{pairs} whose outputs differ, both outputs of the same sample, drawn at random "
            + "(judge RUN --judge NAME --labels-template FILE.csv writes them)";
        return rule.By == GradeSource.People
            ? $"A gate on people's grades needs labels of pairs: {way}."
            : $"The gate does not say whose grades it is about. For people's grades, {way}; "
                + "for this judge's own, set \"by\": \"judge\" on the gate.";

        int Wanted() => LabelPlan.More(rule, judged with { Labels = 0 }) ?? judged.Differing;
    }

    private static string? Unusable(GateRule rule, LabelledChanges changes, GaffkeTest? test)
    {
        if (changes.Pairs == 0)
        {
            return "No sample was answered by both models.";
        }

        if (test is null)
        {
            return $"The margin of {Number(rule.MaxDrop)} is as wide as the scale ({Number(changes.Range)}).";
        }

        return changes.Room is { } room && room <= rule.MaxDrop
            ? $"The baseline is graded {Number(room)} above the worst grade: a drop of {Number(rule.MaxDrop)} "
                + "could not show."
            : null;
    }

    private static (GateOutcome Outcome, string Reason) Judge(
        GateRule rule, GradeSource source, LabelledChanges changes, double p, Interval bounds, int? labels)
    {
        string margin = $"the margin of {Number(rule.MaxDrop)}";
        string evidence = $"with {Percent(rule.Confidence)} confidence, {Evidence(source, changes)}";
        if (p <= 1 - rule.Confidence)
        {
            return bounds.Low >= 0
                ? (GateOutcome.Pass, $"Quality does not fall, {evidence}.")
                : (GateOutcome.Pass, $"Quality falls by at most {Number(-bounds.Low)}, within {margin}, {evidence}.");
        }

        return bounds.High < -rule.MaxDrop
            ? (GateOutcome.Fail, $"Quality falls by at least {Number(-bounds.High)}, beyond {margin}, {evidence}.")
            : (GateOutcome.Inconclusive, $"Quality may fall by {Number(-bounds.Low)}, beyond {margin}, {evidence}: "
                + $"{NextStep(rule, source, changes, labels)}.");
    }

    private static string Evidence(GradeSource source, LabelledChanges changes)
    {
        string all = FormattableString.Invariant($"{changes.Pairs} pairs ({changes.EqualPairs} of equal outputs)");
        return source == GradeSource.People
            ? FormattableString.Invariant($"by people's labels of {changes.Labels} of the {changes.Differing} pairs ")
                + $"that differ, from {all}"
                + (changes.MissingLabels == 0 ? "" : FormattableString.Invariant(
                    $"; {changes.MissingLabels} drawn pairs without a label count as the worst"))
            : $"by this judge's grades, from {all}";
    }

    private static string NextStep(GateRule rule, GradeSource source, LabelledChanges changes, int? labels)
    {
        if (changes.Mean is { } mean && -mean >= rule.MaxDrop)
        {
            return "the observed drop is beyond the margin, so more of them are unlikely to pass";
        }

        int samples = LabelPlan.Samples(rule, changes);
        string more = FormattableString.Invariant($"about {samples} samples would decide");
        if (source == GradeSource.Judge)
        {
            return changes.Labels < changes.Differing ? $"{more}, or a larger \"fraction\"" : more;
        }

        return labels is { } wanted && changes.Labels + wanted <= changes.Differing
            ? FormattableString.Invariant($"label {wanted} more of the pairs that differ")
            : FormattableString.Invariant($"label all {changes.Differing} pairs that differ, and {more}");
    }

    // Student's t with the graded units' degrees of freedom beside the bootstrap; where nothing varies, what the
    // number of units leaves open.
    private static double UpperBound(LabelledChanges changes, double confidence, long seed)
    {
        double[] sums = [.. changes.BestChanges.Select((change, i) => change * changes.Weights[i])];
        double[] weights = [.. changes.Weights];
        double twoSided = (2 * confidence) - 1;
        if (TInterval.From(sums, weights) is not { StandardError: > 0 } t
            || PairedBootstrap.Ratio(sums, weights, new SeededRandom(seed)) is not { } bootstrap)
        {
            return (sums.Sum() / weights.Sum())
                + (changes.WorstLoss * Power.RateNotRuledOut(weights.Length, confidence));
        }

        double high = bootstrap.Interval(twoSided).High;
        int measured = Math.Min(t.DegreesOfFreedom, Math.Max(1, changes.Labels - 1));
        return measured + 1 < ManyUnits
            ? Math.Max(high, (t with { DegreesOfFreedom = measured }).Interval(twoSided).High)
            : high;
    }
}
