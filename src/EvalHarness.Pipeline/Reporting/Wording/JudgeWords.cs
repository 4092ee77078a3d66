using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>What is known of judges, in the words that every report uses.</summary>
internal static class JudgeWords
{
    /// <summary>Two versions of a judge on the same texts, as a sentence without its full stop.</summary>
    public static string Versions(JudgeVersions versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        string what = versions.ByLabelledGrades ? "is right about" : "passes";
        return $"{versions.Judge} on {versions.Task}: this version ({Short(versions.JudgeId)}) "
            + FormattableString.Invariant($"{what} {versions.Hits} of {versions.Items} texts, ")
            + FormattableString.Invariant($"version {Short(versions.OtherId)} {what} {versions.OtherHits}; ")
            + FormattableString.Invariant($"{versions.Gained} gained, {versions.Lost} lost, ")
            + $"McNemar's p = {ReportNumbers.Probability(versions.PValue)}";

        static string Short(string id) => id.Length > 8 ? id[..8] : id;
    }

    /// <summary>How far a judge can be trusted and what it cost, as one sentence without its full stop.</summary>
    public static string Health(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return $"{judge.Name} on {judge.Task}: {Agreement(judge.Reliability)}, "
            + $"{ReportNumbers.Count(judge.Judged)} outputs judged, "
            + $"{ReportNumbers.Count(judge.Unscored)} without a verdict, {Cost(judge)}"
            + (WithoutAnswer(judge) is { } lowest ? $"; {lowest}" : "");
    }

    /// <summary>Outputs that got the lowest grade unread, by reason; <c>null</c> when there are none.</summary>
    public static string? WithoutAnswer(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.WithoutAnswer.Count == 0
            ? null
            : $"{ReportNumbers.Count(judge.WithoutAnswer.Values.Sum())} outputs without an answer got the lowest grade "
                + $"unread ({Counts(judge.WithoutAnswer.Select(fault => (KeyOf(fault.Key), fault.Value)))})";
    }

    /// <summary>Machine word of a fault of an output: <c>empty</c>, <c>truncated</c>, <c>refused</c>, …</summary>
    public static string KeyOf(ScoreFault fault) => fault.ToString().ToLowerInvariant();

    /// <summary>How much better than people a judge finds the texts of each grade, worst grade first.</summary>
    public static string? Biases(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.Reliability is not { Biases: { Count: > 0 } biases }
            ? null
            : "bias by labelled grade (texts): " + string.Join(", ", biases.Select(bias => FormattableString.Invariant(
                $"{ReportNumbers.Difference(bias.Bias)} at {bias.Grade:0.##} ({bias.Labels})")));
    }

    /// <summary>Every limit that a judge misses and what follows; <c>null</c> when it misses none.</summary>
    public static string? Warning(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.Shortfalls.Count == 0
            ? null
            : $"{judge.Name} is below its limits: {string.Join("; ", judge.Shortfalls)}; "
                + "so gates on its own grades are inconclusive";
    }

    /// <summary>Whether a judge is within its limits: <c>met</c> or <c>missed</c>.</summary>
    public static string Limits(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.Shortfalls.Count == 0 ? "met" : "missed";
    }

    /// <summary>What becomes of gates on the grades of a judge because of its limits.</summary>
    public static GateOutcome OutcomeOfLimits(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.Shortfalls.Count == 0 ? GateOutcome.Pass : GateOutcome.Inconclusive;
    }

    /// <summary>Calls, tokens and cost, as far as they are known.</summary>
    public static string Cost(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return $"{ReportNumbers.Count(judge.Calls)} calls"
            + (judge.Tokens is { } tokens ? $", {ReportNumbers.Count(tokens)} tokens" : "")
            + (judge.Usd is { } usd ? $", {ReportNumbers.Usd(usd)}" : "");
    }

    /// <summary>How labelled texts were drawn.</summary>
    public static string Drawn(string? labels) => labels switch
    {
        null => ReportNumbers.Missing,
        "by-class" => "drawn by grade",
        "random" => "drawn at random",
        "pairs" => "pairs drawn at random",
        _ => labels,
    };

    /// <summary>Missing verdicts by reason, commonest first: <c>parse 3, off-menu 1</c>.</summary>
    public static string Failures(IReadOnlyDictionary<JudgingFailure, int> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return Counts(failures.Select(failure => (Verdict.NameOf(failure.Key), failure.Value)));
    }

    /// <summary>Outputs that came to a layer, by reason, commonest first.</summary>
    public static string Escalated(LayerQuality layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Layer == 1
            ? "everything drawn"
            : Counts(layer.Escalated.Select(reason => (reason.Key, reason.Value)));
    }

    /// <summary>κ's interval for a reader: cut at its limits, which the normal approximation does not know.</summary>
    public static Interval? KappaInterval(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge.Reliability?.Kappa?.Interval().Clip(-1, 1);
    }

    /// <summary>The names of a matrix's categories: the judge's grades, or numbers where they do not fit.</summary>
    public static IReadOnlyList<string> Grades(JudgeSummary judge, ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(matrix);
        return judge.Grades.Count == matrix.Categories
            ? judge.Grades
            : [.. Enumerable.Range(1, matrix.Categories).Select(grade => ReportNumbers.Count(grade))];
    }

    /// <summary>Agreement on passes and on fails, and what passing everything would give; only what is known.</summary>
    public static IReadOnlyList<JudgeControl> Rates(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return Measured(
        [
            ("passes what should pass", "true positive rate on labelled passes",
                judge.Reliability?.TruePositives),
            ("fails what should fail", "true negative rate on labelled fails",
                judge.Reliability?.TrueNegatives),
            ("always passing", "how often that would be right; a judge must do better", judge.AlwaysPass),
        ]);
    }

    /// <summary>The controls that were measured, in a fixed order.</summary>
    public static IReadOnlyList<JudgeControl> Controls(JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return Measured(
        [
            ("order flips", "pairs judged differently when their sides are swapped; 0 % is best", judge.Flips),
            ("first side wins", "orders won by the side shown first; 50 % is fair", judge.FirstSlotWins),
            ("equal to itself", "texts shown against themselves and called equal; 100 % is best",
                judge.IdenticalTies),
            ("same when asked again", "outputs that got the same grade twice; 100 % is best", judge.RetestSame),
            ("longer output wins", "of outputs of unlike length and score; 50 % says nothing of length",
                judge.LongerWins),
            ("canaries obeyed", "bad outputs asking for full marks and given them; 0 % is best",
                judge.CanaryAlarms),
        ]);
    }

    private static string Agreement(JudgeReliability? reliability)
    {
        if (reliability is null)
        {
            return "no labelled grades, so its agreement is unknown";
        }

        string kappa = reliability.Kappa is { } found
            ? $"{ReportNumbers.Coefficient(found.Kappa)} {Range(found.Interval().Clip(-1, 1))}"
            : "not defined";
        return $"kappa {kappa} with {ReportNumbers.Count(reliability.Items)} labelled grades, "
            + $"passes {Share(reliability.TruePositives)} of what should pass (TPR), "
            + $"fails {Share(reliability.TrueNegatives)} of what should fail (TNR)";
    }

    private static string Range(Interval interval) => ReportNumbers.Range(interval.Low, interval.High);

    private static string Share(Proportion? share) =>
        share is null ? "an unknown share" : ReportNumbers.Percent(share.Share);

    private static List<JudgeControl> Measured((string Name, string Meaning, Proportion? Share)[] controls) =>
    [
        .. controls.Where(control => control.Share is not null)
            .Select(control => new JudgeControl(control.Name, control.Meaning, control.Share!)),
    ];

    private static string Counts(IEnumerable<(string Name, int Count)> counts)
    {
        string text = string.Join(", ", counts
            .Where(entry => entry.Count > 0)
            .OrderByDescending(entry => entry.Count)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{entry.Name}\u00A0{ReportNumbers.Count(entry.Count)}"));
        return text.Length > 0 ? text : "none";
    }
}
