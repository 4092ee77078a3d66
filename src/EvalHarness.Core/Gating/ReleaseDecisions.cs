namespace EvalHarness.Gating;

/// <summary>
/// From gates to "may I ship it?": a candidate ships when it has gates and all of them pass; one failed gate holds
/// it; anything else is inconclusive. The run's decision is that of its worst candidate.
/// </summary>
/// <param name="Decision">The run's decision.</param>
/// <param name="Summary">One sentence that says why.</param>
/// <param name="Candidates">Each candidate's own decision, in the order given.</param>
public sealed record ReleaseDecisions(
    ReleaseDecision Decision, string Summary, IReadOnlyList<CandidateDecision> Candidates)
{
    /// <summary>The decisions on some candidates by their gates.</summary>
    /// <param name="candidates">Their names, in the report's order.</param>
    /// <param name="gates">Every gate for every candidate.</param>
    /// <param name="question">What the gates answer, for the wording.</param>
    public static ReleaseDecisions From(
        IReadOnlyList<string> candidates,
        IReadOnlyList<GateDecision> gates,
        ReportQuestion question = ReportQuestion.Release)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(gates);
        CandidateDecision[] decisions =
        [
            .. candidates.Select(candidate =>
                DecideCandidate(candidate, [.. gates.Where(gate => gate.Candidate == candidate)])),
        ];
        ReleaseDecision overall = decisions switch
        {
            [] => ReleaseDecision.Inconclusive,
            _ when decisions.Any(decision => decision.Decision == ReleaseDecision.Hold) => ReleaseDecision.Hold,
            _ when decisions.All(decision => decision.Decision == ReleaseDecision.Ship) => ReleaseDecision.Ship,
            _ => ReleaseDecision.Inconclusive,
        };
        return new(overall, Summarize(decisions, question), decisions);
    }

    /// <summary>
    /// The decisions of a search, which asks for one candidate that may ship: it ships with its best candidate, holds
    /// when every candidate fails, and is inconclusive otherwise.
    /// </summary>
    public ReleaseDecisions ForSearch() => this with
    {
        Decision = Candidates switch
        {
            _ when Candidates.Any(candidate => candidate.Decision == ReleaseDecision.Ship) => ReleaseDecision.Ship,
            { Count: > 0 } when Candidates.All(candidate => candidate.Decision == ReleaseDecision.Hold) =>
                ReleaseDecision.Hold,
            _ => ReleaseDecision.Inconclusive,
        },
    };

    private static CandidateDecision DecideCandidate(string candidate, GateDecision[] gates)
    {
        string[] failed = Metrics(gates, GateOutcome.Fail);
        string[] undecided = Metrics(gates, GateOutcome.Inconclusive);
        if (gates.Length == 0)
        {
            return new(candidate, ReleaseDecision.Inconclusive, "There is no gate to pass.");
        }

        if (failed.Length > 0)
        {
            return new(candidate, ReleaseDecision.Hold, $"Fails {Join(failed)}.");
        }

        return undecided.Length > 0
            ? new(candidate, ReleaseDecision.Inconclusive, $"Not decided: {Join(undecided)}.")
            : new(candidate, ReleaseDecision.Ship, $"Passes {Join([.. gates.Select(gate => gate.Metric)])}.");
    }

    private static string Summarize(CandidateDecision[] decisions, ReportQuestion question)
    {
        if (decisions.Length == 0)
        {
            return "There is no candidate to judge.";
        }

        (string passed, string failed) = question == ReportQuestion.Change
            ? ("did not get worse beyond a margin", "got worse")
            : ("may ship", "must not ship");
        string[] parts =
        [
            .. Part(decisions, ReleaseDecision.Ship, passed),
            .. Part(decisions, ReleaseDecision.Hold, failed),
            .. Part(decisions, ReleaseDecision.Inconclusive, "cannot be decided"),
        ];
        return string.Join("; ", parts) + ".";
    }

    private static IEnumerable<string> Part(CandidateDecision[] decisions, ReleaseDecision decision, string phrase)
    {
        string[] names = [.. decisions.Where(found => found.Decision == decision).Select(found => found.Candidate)];
        return names.Length == 0 ? [] : [$"{Join(names)} {phrase}"];
    }

    private static string[] Metrics(GateDecision[] gates, GateOutcome outcome) =>
        [.. gates.Where(gate => gate.Outcome == outcome).Select(gate => gate.Metric)];

    private static string Join(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
