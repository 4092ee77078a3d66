namespace EvalHarness.Gating;

/// <summary>
/// Whether likelihoods were read where the model would write: alternatives that together hold next to no probability,
/// and targets far less likely than the model's own answers, say more of the place than of the model.
/// </summary>
public static class LikelihoodCheck
{
    /// <summary>Least probability that the alternatives of the median sample hold together.</summary>
    public const double LeastMass = 0.001;

    /// <summary>Nats per token that targets may cost more than the model's own answers.</summary>
    public const double MostExcess = 3;

    /// <summary>The alternatives' mass in the median sample; <c>null</c> when no sample has any.</summary>
    public static double? MedianMass(IEnumerable<double> masses)
    {
        ArgumentNullException.ThrowIfNull(masses);
        double[] sorted = [.. masses.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// A gate on a metric of graded rankings. Where the baseline's alternatives hold too little probability nothing was
    /// measured; where only the candidate's do, it cannot pass.
    /// </summary>
    /// <param name="gate">As the scores decide it.</param>
    /// <param name="baseline">The baseline's mass in the median sample.</param>
    /// <param name="candidate">The candidate's.</param>
    public static GateDecision Apply(GateDecision gate, double? baseline, double? candidate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return baseline < LeastMass ? Undecided(gate, "baseline", baseline.Value)
            : candidate < LeastMass && gate.Outcome == GateOutcome.Pass ? Undecided(gate, "candidate", candidate.Value)
            : gate;
    }

    /// <summary>What to tell a reader of a mass; <c>null</c> when it suffices.</summary>
    public static string? Warn(double? mass) => mass < LeastMass
        ? FormattableString.Invariant(
            $"its grades together hold {mass:0.0e+0} of the probability in the median sample: ")
            + "it would write something else. Change the prompt, \"grades\" or \"lead\""
        : null;

    /// <summary>What to tell a reader of likelihoods, in nats per token; <c>null</c> when they fit.</summary>
    /// <param name="targets">Mean negative log-likelihood of the targets.</param>
    /// <param name="own">Mean negative log-likelihood of the model's own answers.</param>
    public static string? Warn(double? targets, double? own) => targets - own > MostExcess
        ? FormattableString.Invariant(
            $"the targets cost {targets:0.00} nats per token and its own answers {own:0.00}: ")
            + "it would not write the targets in this form. nll compares texts that no user would see"
        : null;

    private static GateDecision Undecided(GateDecision gate, string model, double mass) => gate with
    {
        Outcome = GateOutcome.Inconclusive,
        Reason = FormattableString.Invariant(
            $"Undecided: the {model}'s grades together hold {mass:0.0e+0} of the probability in the median sample, ")
            + FormattableString.Invariant($"less than {LeastMass}: it would write something else. ")
            + "Change the prompt, \"grades\" or \"lead\".",
    };
}
