namespace EvalHarness.Gating;

/// <summary>
/// What unusable outputs mean for gates. A baseline above a limit makes every gate of the task inconclusive, because
/// nothing was measured; a candidate above one that the baseline keeps fails a gate of its own, <c>TASK/outputs</c>.
/// </summary>
public static class OutputCheck
{
    /// <summary>Last part of the name of the gate on a candidate's outputs.</summary>
    public const string Metric = "outputs";

    /// <summary>
    /// The gates of one candidate on one task, with its outputs and its baseline's taken into account.
    /// </summary>
    /// <param name="gates">The candidate's gates on the task, as the scores decide them.</param>
    /// <param name="baseline">The baseline's outputs of the task.</param>
    /// <param name="candidate">The candidate's.</param>
    /// <param name="limits">The limits.</param>
    public static IReadOnlyList<GateDecision> Apply(
        IReadOnlyList<GateDecision> gates, OutputCounts baseline, OutputCounts candidate, OutputLimits limits)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(limits);
        IReadOnlyList<OutputExcess> broken = limits.FindExcesses(baseline);
        HashSet<string> keys = [.. broken.Select(excess => excess.Key)];
        OutputExcess[] own = [.. limits.FindExcesses(candidate).Where(excess => !keys.Contains(excess.Key))];
        return
        [
            .. gates.Select(gate => broken.Count == 0 ? gate : gate with
            {
                Outcome = GateOutcome.Inconclusive,
                Reason = $"Undecided: of the baseline's, {Join(broken)}, so the task does not measure quality. "
                    + Advise(broken) + (gate.Outcome == GateOutcome.Inconclusive ? $" {gate.Reason}" : ""),
            }),
            .. own.Length == 0 ? Array.Empty<GateDecision>() : [Fail(candidate, own)],
        ];
    }

    private static GateDecision Fail(OutputCounts candidate, OutputExcess[] excesses) => new()
    {
        Candidate = candidate.Model,
        Metric = $"{candidate.Task}/{Metric}",
        Outcome = GateOutcome.Fail,
        Reason = $"Of the candidate's, {Join(excesses)}; the baseline meets this limit.",
        Margin = excesses[0].Limit,
        Confidence = 1,
        Pairs = candidate.Outputs,
    };

    private static string Join(IEnumerable<OutputExcess> excesses) => string.Join(" and ", excesses);

    private static string Advise(IReadOnlyList<OutputExcess> excesses) =>
        excesses.Any(excess => excess.Key is "maxTruncated" or "maxEmpty")
            ? "Raise maxOutputTokens, or change the prompt."
            : "Change the prompt, or raise the limit under \"outputs\".";
}
