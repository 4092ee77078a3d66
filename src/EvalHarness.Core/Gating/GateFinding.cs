using System.Globalization;

namespace EvalHarness.Gating;

/// <summary>What sound evidence says of a gate, and in which words.</summary>
internal static class GateFinding
{
    /// <summary>The outcome and one sentence or two with the numbers that decided.</summary>
    /// <param name="rule">The gate.</param>
    /// <param name="differences">The evidence.</param>
    /// <param name="bounds">Its bounds; <c>null</c> when there are none.</param>
    /// <param name="size">What the number of samples can show; <c>null</c> when unknown.</param>
    public static (GateOutcome Outcome, string Reason) Decide(
        GateRule rule, PairedDifferences differences, GateBounds? bounds, GateSize? size)
    {
        if (bounds is not { High: { } high })
        {
            return (GateOutcome.Inconclusive, "A single independent group of samples says nothing about others.");
        }

        string evidence = Evidence(rule, differences, bounds);
        string margin = Number(rule.MaxDrop);
        if (bounds.Low >= -rule.MaxDrop)
        {
            return bounds.Low >= 0
                ? (GateOutcome.Pass, $"Quality does not fall ({evidence}).")
                : (
                    GateOutcome.Pass,
                    $"The drop is at most {Number(-bounds.Low)}, within the margin of {margin} ({evidence}).");
        }

        if (high < -rule.MaxDrop)
        {
            return (
                GateOutcome.Fail, $"The drop is at least {Number(-high)}, beyond the margin of {margin} ({evidence}).");
        }

        return (
            GateOutcome.Inconclusive,
            $"Undecided: the change is between {Signed(bounds.Low)} and {Signed(high)} ({evidence}) and the margin is "
                + $"{margin}. {NextStep(rule, size)}");
    }

    /// <summary>A share, as in "2.5 %".</summary>
    public static string Percent(double share) =>
        (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A value with four digits behind the point at most.</summary>
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.####;−0.####;0", CultureInfo.InvariantCulture);

    private static string Evidence(GateRule rule, PairedDifferences differences, GateBounds bounds)
    {
        string pairs = string.Create(CultureInfo.InvariantCulture, $"{differences.Pairs} pairs");
        string groups = differences.ClusterSums.Count < differences.Pairs
            ? string.Create(CultureInfo.InvariantCulture, $" in {differences.ClusterSums.Count} groups")
            : "";
        string kind = bounds.Method == BoundMethod.Approximate
            ? ", approximate: this metric has no worst value"
            : differences.Definition.Range is null && rule.Cap is { } cap
            ? $", each sample counted up to a loss of {Number(cap)}"
            : "";
        return $"{Percent(rule.Confidence)}, {pairs}{groups}{kind}";
    }

    private static string NextStep(GateRule rule, GateSize? size)
    {
        if (size is null)
        {
            return "Run more samples, or choose a larger margin.";
        }

        if (size.Least > size.Pairs)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Too few samples for this margin: at least {size.Least} are needed to pass even if nothing ")
                + $"changes{AboutNeeded(size)}; with {Count(size.Pairs)}, the smallest margin that can pass is "
                + $"{Number(Math.Ceiling(size.LeastMargin * 1e4) / 1e4)}.";
        }

        return size switch
        {
            { NeededAtChange: { } seen, Needed: { } equal } when equal <= size.Pairs =>
                $"About {Count(seen)} pairs would decide at this change.",
            { NeededAtChange: { } seen, Needed: { } equal } when seen != equal =>
                $"About {Count(seen)} pairs would decide at this change, {Count(equal)} if there is none.",
            { Needed: { } equal } => $"About {Count(equal)} pairs would decide if the candidate is as good.",
            _ => $"A margin of {Number(rule.MaxDrop)} is too small for this spread.",
        };
    }

    private static string AboutNeeded(GateSize size) =>
        size.Needed > size.Least ? $", about {Count(size.Needed.Value)} for 80 % power at this spread" : "";

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
