namespace EvalHarness.Gating;

/// <summary>
/// From gates to "may I ship it?": a candidate ships when it has gates and all of them pass; one failed gate holds
/// it; anything else is inconclusive. The run's verdict is that of its worst candidate.
/// </summary>
/// <param name="Verdict">The run's verdict.</param>
/// <param name="Summary">One sentence that says why.</param>
/// <param name="Candidates">Each candidate's own verdict, in the order given.</param>
public sealed record Verdicts(ShipVerdict Verdict, string Summary, IReadOnlyList<CandidateVerdict> Candidates)
{
    /// <summary>The verdicts on some candidates by their gates.</summary>
    /// <param name="candidates">Their names, in the report's order.</param>
    /// <param name="gates">Every gate for every candidate.</param>
    /// <param name="question">What the gates answer, for the wording.</param>
    public static Verdicts Of(
        IReadOnlyList<string> candidates,
        IReadOnlyList<GateDecision> gates,
        ReportQuestion question = ReportQuestion.Release)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(gates);
        CandidateVerdict[] verdicts =
        [
            .. candidates.Select(candidate =>
                OfCandidate(candidate, [.. gates.Where(gate => gate.Candidate == candidate)])),
        ];
        ShipVerdict overall = verdicts switch
        {
            [] => ShipVerdict.Inconclusive,
            _ when verdicts.Any(verdict => verdict.Verdict == ShipVerdict.Hold) => ShipVerdict.Hold,
            _ when verdicts.All(verdict => verdict.Verdict == ShipVerdict.Ship) => ShipVerdict.Ship,
            _ => ShipVerdict.Inconclusive,
        };
        return new(overall, Summarize(verdicts, question), verdicts);
    }

    /// <summary>
    /// The verdicts of a search, which asks for one candidate that may ship: it ships with its best candidate, holds
    /// when every candidate fails, and is inconclusive otherwise.
    /// </summary>
    public Verdicts ForSearch() => this with
    {
        Verdict = Candidates switch
        {
            _ when Candidates.Any(candidate => candidate.Verdict == ShipVerdict.Ship) => ShipVerdict.Ship,
            { Count: > 0 } when Candidates.All(candidate => candidate.Verdict == ShipVerdict.Hold) => ShipVerdict.Hold,
            _ => ShipVerdict.Inconclusive,
        },
    };

    private static CandidateVerdict OfCandidate(string candidate, GateDecision[] gates)
    {
        string[] failed = Metrics(gates, GateOutcome.Fail);
        string[] undecided = Metrics(gates, GateOutcome.Inconclusive);
        if (gates.Length == 0)
        {
            return new(candidate, ShipVerdict.Inconclusive, "There is no gate to pass.");
        }

        if (failed.Length > 0)
        {
            return new(candidate, ShipVerdict.Hold, $"Fails {Join(failed)}.");
        }

        return undecided.Length > 0
            ? new(candidate, ShipVerdict.Inconclusive, $"Not decided: {Join(undecided)}.")
            : new(candidate, ShipVerdict.Ship, $"Passes {Join([.. gates.Select(gate => gate.Metric)])}.");
    }

    private static string Summarize(CandidateVerdict[] verdicts, ReportQuestion question)
    {
        if (verdicts.Length == 0)
        {
            return "There is no candidate to judge.";
        }

        (string passed, string failed) = question == ReportQuestion.Change
            ? ("did not get worse beyond a margin", "got worse")
            : ("may ship", "must not ship");
        string[] parts =
        [
            .. Part(verdicts, ShipVerdict.Ship, passed),
            .. Part(verdicts, ShipVerdict.Hold, failed),
            .. Part(verdicts, ShipVerdict.Inconclusive, "cannot be decided"),
        ];
        return string.Join("; ", parts) + ".";
    }

    private static IEnumerable<string> Part(CandidateVerdict[] verdicts, ShipVerdict verdict, string phrase)
    {
        string[] names = [.. verdicts.Where(found => found.Verdict == verdict).Select(found => found.Candidate)];
        return names.Length == 0 ? [] : [$"{Join(names)} {phrase}"];
    }

    private static string[] Metrics(GateDecision[] gates, GateOutcome outcome) =>
        [.. gates.Where(gate => gate.Outcome == outcome).Select(gate => gate.Metric)];

    private static string Join(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
