using EvalHarness.Gating;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Decisions and outcomes in the words that every report uses.</summary>
internal static class DecisionWords
{
    /// <summary>Machine word: <c>ship</c>, <c>hold</c> or <c>inconclusive</c>.</summary>
    public static string Key(ReleaseDecision decision) => decision switch
    {
        ReleaseDecision.Ship => "ship",
        ReleaseDecision.Hold => "hold",
        _ => "inconclusive",
    };

    /// <summary>Machine word of a report's answer; between two runs <c>unchanged</c> or <c>worse</c>.</summary>
    public static string Key(Report report, ReleaseDecision decision)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Question == ReportQuestion.Release ? Key(decision) : decision switch
        {
            ReleaseDecision.Ship => "unchanged",
            ReleaseDecision.Hold => "worse",
            _ => "inconclusive",
        };
    }

    /// <summary>Machine word: <c>pass</c>, <c>fail</c> or <c>inconclusive</c>.</summary>
    public static string Key(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Fail => "fail",
        _ => "inconclusive",
    };

    /// <summary>The outcome of a gate that says the same.</summary>
    public static GateOutcome OutcomeOf(ReleaseDecision decision) => decision switch
    {
        ReleaseDecision.Ship => GateOutcome.Pass,
        ReleaseDecision.Hold => GateOutcome.Fail,
        _ => GateOutcome.Inconclusive,
    };

    /// <summary>What a reader may do: may ship, must not ship, or not decided.</summary>
    public static string Plain(ReleaseDecision decision) => decision switch
    {
        ReleaseDecision.Ship => "may ship",
        ReleaseDecision.Hold => "must not ship",
        _ => "not decided",
    };

    /// <summary>The same between two runs: unchanged, worse, or not decided.</summary>
    public static string Plain(Report report, ReleaseDecision decision)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Question == ReportQuestion.Release ? Plain(decision)
            : decision == ReleaseDecision.Inconclusive ? "not decided"
            : Key(report, decision);
    }

    /// <summary>Whose grades a gate speaks of, for a reader; <c>null</c> where that is no question.</summary>
    public static string? Claim(GateDecision gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return gate.By switch
        {
            GradeSource.People => "by people's labels of pairs",
            GradeSource.Judge => "by this judge's grades",
            _ => null,
        };
    }

    /// <summary>The same of a rule, whose gates need not all rest on grades; <c>null</c> where none does.</summary>
    public static string? Claim(IEnumerable<GateDecision> gates) =>
        gates.Select(Claim).FirstOrDefault(claim => claim is not null);

    /// <summary>Machine word of whose grades: <c>people</c> or <c>judge</c>; <c>null</c> for no grades.</summary>
    public static string? Key(GradeSource? source) => source switch
    {
        GradeSource.People => "people",
        GradeSource.Judge => "judge",
        _ => null,
    };

    /// <summary>One line: <c>1 of 3 candidates may ship</c>, or the only candidate's decision.</summary>
    public static string Headline(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Question == ReportQuestion.Change)
        {
            return HeadlineOfChange(report.Candidates);
        }

        int shippable = report.Candidates.Count(candidate => candidate.Decision == ReleaseDecision.Ship);
        return report.Candidates switch
        {
            [] => "No candidate was compared",
            [{ Decision: ReleaseDecision.Inconclusive } only] =>
                $"{VisibleText.OnOneLine(only.Candidate)} is not decided",
            [CandidateDecision only] => $"{VisibleText.OnOneLine(only.Candidate)} {Plain(only.Decision)}",
            { Count: int count } when shippable == count => $"All {count} candidates may ship",
            { Count: int count } when shippable == 0 && report.Decision == ReleaseDecision.Inconclusive =>
                $"None of {count} candidates is shown fit to ship",
            { Count: int count } when shippable == 0 => $"None of {count} candidates may ship",
            { Count: int count } => $"{shippable} of {count} candidates may ship",
        };
    }

    private static string HeadlineOfChange(IReadOnlyList<CandidateDecision> models)
    {
        int worse = models.Count(model => model.Decision == ReleaseDecision.Hold);
        int open = models.Count(model => model.Decision == ReleaseDecision.Inconclusive);
        return models.Count == 0 ? "No model was compared"
            : worse > 0 ? FormattableString.Invariant($"{worse} of {models.Count} models got worse")
            : open > 0 ? FormattableString.Invariant($"{open} of {models.Count} models cannot be decided")
            : FormattableString.Invariant($"No model of {models.Count} got worse beyond a margin");
    }
}
