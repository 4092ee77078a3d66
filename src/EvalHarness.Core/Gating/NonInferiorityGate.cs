using System.Globalization;
using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// The gate: is the candidate no worse than the baseline by more than a margin? Passes when the one-sided lower bound
/// of the change in quality is at least −margin, fails when the upper bound is below −margin, and is otherwise
/// inconclusive. Nothing missing is ever a pass.
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

        Interval? bounds = QualityBounds.Of(differences, rule.Confidence, seed);
        int? needed = PairsNeeded(rule, differences, bounds);
        string? missing = Missing(rule, differences);
        (GateOutcome outcome, string reason) = missing is null
            ? Judge(rule, differences, bounds, needed)
            : (GateOutcome.Inconclusive, missing);
        return new GateDecision
        {
            Candidate = differences.Candidate,
            Metric = rule.Metric,
            Outcome = outcome,
            Reason = reason,
            Margin = rule.MaxDrop,
            Confidence = rule.Confidence,
            Pairs = differences.Pairs,
            Delta = QualityChange(differences),
            Correction = differences.Correction?.Method,
            Low = bounds?.Low,
            High = bounds?.High,
            P = QualityBounds.PValue(differences, rule.MaxDrop),
            PairsNeeded = outcome == GateOutcome.Inconclusive && missing is null ? needed : null,
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

    // Why the evidence may not be used at all; null when it may.
    private static string? Missing(GateRule rule, PairedDifferences differences)
    {
        if (differences.Withheld is { } withheld)
        {
            return withheld;
        }

        if (differences.Pairs == 0)
        {
            return "No sample was scored for both models.";
        }

        if (differences.MissingShare > rule.MaxUnscored)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Percent(differences.MissingShare)} of the samples have no pair of scores (limit ")
                + $"{Percent(rule.MaxUnscored)}): {Counts(differences)}.";
        }

        return differences.BaselineUnscored != differences.CandidateUnscored
            ? $"The two models differ in what could not be scored: {Counts(differences)}."
            : null;
    }

    private static (GateOutcome Outcome, string Reason) Judge(
        GateRule rule, PairedDifferences differences, Interval? bounds, int? needed)
    {
        if (bounds is not { } range)
        {
            return (GateOutcome.Inconclusive, "One independent group of samples shows nothing about others.");
        }

        if (differences is { HasNoVariation: true, LargestChange: 0 })
        {
            return (GateOutcome.Inconclusive, "Every score is the same, so the metric tells nothing apart.");
        }

        string margin = $"the margin of {Number(rule.MaxDrop)}";
        string evidence = $"with {Percent(rule.Confidence)} confidence, from {differences.Pairs} pairs"
            + (differences.EqualPairs > 0 ? $" ({differences.EqualPairs} of equal outputs)" : "")
            + (differences.Correction is null ? "" : ", corrected by known grades");
        if (range.Low >= -rule.MaxDrop)
        {
            return range.Low >= 0
                ? (GateOutcome.Pass, $"Quality does not fall, {evidence}.")
                : (GateOutcome.Pass, $"Quality falls by at most {Number(-range.Low)}, within {margin}, {evidence}.");
        }

        return range.High < -rule.MaxDrop
            ? (GateOutcome.Fail, $"Quality falls by at least {Number(-range.High)}, beyond {margin}, {evidence}.")
            : (GateOutcome.Inconclusive, $"Quality may fall by {Number(-range.Low)}, beyond {margin}, "
                + $"or change by {Number(range.High)}, {evidence}: {NextStep(needed)}.");
    }

    private static string NextStep(int? needed) => needed is { } pairs
        ? $"about {pairs.ToString(CultureInfo.InvariantCulture)} pairs would decide"
        : "the drop seen is itself beyond the margin, so more samples are not expected to pass it";

    private static int? PairsNeeded(GateRule rule, PairedDifferences differences, Interval? bounds)
    {
        if (QualityChange(differences) is not { } change || differences.T is not { } t || bounds is not { } range)
        {
            return null;
        }

        double drop = Math.Max(0, -change);
        if (differences.HasNoVariation)
        {
            double rate = (rule.MaxDrop - drop) / differences.LargestChange;
            return differences.LargestChange > 0 && Power.PairsWithoutChange(rate, rule.Confidence) is { } clusters
                ? (int)Math.Ceiling((double)clusters * differences.Pairs / differences.ClusterSums.Count)
                : null;
        }

        // The spread per pair that, over independent pairs, would give the uncertainty seen by cluster: that of the
        // t statistic, or of the bound where it was widened.
        double error = Math.Max(t.StandardError, Power.ImpliedError(change - range.Low, rule.Confidence));
        return Power.PairsNeeded(error * Math.Sqrt(differences.Pairs), rule.MaxDrop, drop, rule.Confidence);
    }

    private static double? QualityChange(PairedDifferences differences)
    {
        double? change = differences is { Mean: not null, Correction: { } correction }
            ? correction.Estimate
            : differences.Mean;
        return differences.HigherIsBetter ? change : -change;
    }

    private static string Counts(PairedDifferences differences) =>
        string.Create(CultureInfo.InvariantCulture, $"{differences.BaselineUnscored} unscored for the baseline, ")
        + string.Create(CultureInfo.InvariantCulture, $"{differences.CandidateUnscored} for the candidate, ")
        + string.Create(CultureInfo.InvariantCulture, $"{differences.Unpaired} present for one model only");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static void ThrowIfInvalid(GateRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!(rule.MaxDrop > 0) || !(rule.Confidence is > 0.5 and < 1) || !(rule.MaxUnscored is >= 0 and <= 1))
        {
            throw new ArgumentException($"The gate {rule} is out of range.", nameof(rule));
        }
    }
}
