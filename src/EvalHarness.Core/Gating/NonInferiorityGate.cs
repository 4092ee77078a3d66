using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// The gate: is the candidate no worse than the baseline by more than a margin? Passes when the one-sided lower bound
/// of the change in quality is at least −margin, fails when the upper bound is below −margin, and is otherwise
/// inconclusive. Evidence that could not show a drop is never a pass (see <see cref="EvidenceCheck"/>).
/// </summary>
/// <remarks>
/// A candidate ships only if all its gates pass. Such an intersection–union test keeps its level without any
/// adjustment (Berger, 1982), so each gate decides by its own bounds; Holm-adjusted p-values over all gates of the
/// run are printed beside for whoever reads a single gate as a claim of its own.
/// </remarks>
public static class NonInferiorityGate
{
    /// <summary>Decides every rule for every candidate in turn, with p-values adjusted over all of them.</summary>
    /// <param name="rules">The gates; each metric is looked up among the differences.</param>
    /// <param name="candidates">Names of the candidates.</param>
    /// <param name="differences">The evidence, in any order; a rule without evidence is inconclusive.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static IReadOnlyList<GateDecision> DecideAll(
        IReadOnlyList<GateRule> rules,
        IReadOnlyList<string> candidates,
        IEnumerable<PairedDifferences> differences,
        long seed)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(candidates);
        Dictionary<(string, string), PairedDifferences> evidence =
            differences.ToDictionary(found => (found.Candidate, found.Metric));
        GateDecision[] decisions =
        [
            .. from candidate in candidates
               from rule in rules
               select evidence.TryGetValue((candidate, rule.Metric), out PairedDifferences? found)
                   ? Decide(rule, found, seed)
                   : WithoutEvidence(rule, candidate),
        ];
        IReadOnlyList<double?> adjusted = Holm.Adjust([.. decisions.Select(decision => decision.P)]);
        return [.. decisions.Select((decision, i) => decision with { AdjustedP = adjusted[i] })];
    }

    /// <summary>Decides one rule for one candidate; the p-value is not adjusted.</summary>
    /// <exception cref="ArgumentException">The evidence is of another metric, or the rule is out of range.</exception>
    public static GateDecision Decide(GateRule rule, PairedDifferences differences, long seed)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ThrowIfInvalid(rule);
        if (rule.Metric != differences.Metric)
        {
            throw new ArgumentException($"{differences.Metric} cannot decide {rule.Metric}.", nameof(differences));
        }

        if (differences.ByJudge is not null)
        {
            return JudgedGate.Decide(rule, differences, seed);
        }

        if (differences.Definition.Range is { } range && rule.MaxDrop >= range.Width)
        {
            throw new ArgumentException(
                $"A margin of {rule.MaxDrop} tolerates any loss of {rule.Metric}.", nameof(rule));
        }

        string? withheld = EvidenceCheck.FindFault(rule, differences);
        GateBounds? bounds = GateBounds.Create(rule, differences, seed);
        GateSize? size = GateSize.Create(rule, differences, bounds);
        (GateOutcome outcome, string reason) = withheld is not null
            ? (GateOutcome.Inconclusive, withheld)
            : GateFinding.Decide(rule, differences, bounds, size);
        bool isOpen = outcome == GateOutcome.Inconclusive && withheld is null;
        return new GateDecision
        {
            Candidate = differences.Candidate,
            Metric = rule.Metric,
            Outcome = outcome,
            Reason = reason,
            Margin = rule.MaxDrop,
            Confidence = rule.Confidence,
            Pairs = differences.Pairs,
            Delta = differences.QualityChange,
            Method = bounds?.Method,
            Low = bounds?.Low,
            High = bounds?.High,
            P = bounds?.P,
            PairsNeeded = isOpen ? size?.Needed : null,
            PairsNeededAtChange = isOpen ? size?.NeededAtChange : null,
        };
    }

    private static GateDecision WithoutEvidence(GateRule rule, string candidate)
    {
        ThrowIfInvalid(rule);
        return new GateDecision
        {
            Candidate = candidate,
            Metric = rule.Metric,
            Outcome = GateOutcome.Inconclusive,
            Reason = $"The run has no scores of {rule.Metric} for {candidate} and its baseline.",
            Margin = rule.MaxDrop,
            Confidence = rule.Confidence,
            Pairs = 0,
        };
    }

    private static void ThrowIfInvalid(GateRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!(rule.MaxDrop > 0)
            || !(rule.Confidence is > 0.5 and < 1)
            || !(rule.MaxUnscored is >= 0 and <= 1)
            || !(rule.Cap is null || rule.Cap > rule.MaxDrop))
        {
            throw new ArgumentException($"The gate {rule} is out of range.", nameof(rule));
        }
    }
}
