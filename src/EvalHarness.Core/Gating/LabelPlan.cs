using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>How many pairs must be labelled, and how many samples there must be, for a gate on grades.</summary>
public static class LabelPlan
{
    /// <summary>
    /// Mean squared change of pairs that nobody has graded yet: as if each changed by a quarter of the range, which is
    /// one grade of 1 to 5.
    /// </summary>
    /// <param name="range">R: the largest drop of one grade.</param>
    public static double AssumedSquare(double range) => range * range / 16;

    /// <summary>
    /// Labelled pairs below which nothing can pass, k₀ = ⌈D·(R/m)·(1 − α^(1/n))⌉ of the D pairs that differ: about
    /// 3·(D/n)·R/m at α = .05.
    /// </summary>
    /// <param name="differing">D: pairs whose outputs differ.</param>
    /// <param name="units">n: independent samples; at least 1.</param>
    /// <param name="range">R: the largest drop of one grade.</param>
    /// <param name="margin">m: the largest tolerated drop; greater than 0.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    public static int Least(int differing, double units, double range, double margin, double confidence) =>
        Ceiling(differing * range / margin * (1 - Math.Pow(1 - confidence, 1 / units)));

    /// <summary>
    /// Labelled pairs for a power of .8 when the true change is <paramref name="drop"/>:
    /// −ln α·s·R/m + (z_{1−α} + z_{.8})²·s²·E[d²]/m² with m less the drop.
    /// </summary>
    /// <param name="share">s: share of the pairs whose outputs differ, 0–1.</param>
    /// <param name="range">R: the largest drop of one grade.</param>
    /// <param name="margin">m: the largest tolerated drop; above <paramref name="drop"/>.</param>
    /// <param name="meanSquare">E[d²]: mean squared change of the pairs that differ.</param>
    /// <param name="confidence">1 − α, one-sided.</param>
    /// <param name="drop">True drop that is supposed, at least 0.</param>
    public static int ForPower(
        double share, double range, double margin, double meanSquare, double confidence, double drop = 0)
    {
        double room = margin - drop;
        double z = NormalQuantile.At(confidence) + NormalQuantile.At(Power.Usual);
        return Ceiling((-Math.Log(1 - confidence) * share * range / room)
            + (z * z * share * share * meanSquare / (room * room)));
    }

    /// <summary>
    /// How many more of the pairs that differ should be labelled; <c>null</c> when the drop seen is beyond the margin.
    /// </summary>
    internal static int? More(GateRule rule, LabelledChanges changes)
    {
        double drop = Math.Max(0, -(changes.Mean ?? 0));
        if (drop >= rule.MaxDrop || changes.Pairs == 0)
        {
            return null;
        }

        int least = Least(changes.Differing, Units(changes), changes.Range, rule.MaxDrop, rule.Confidence);
        int wanted = ForPower(
            (double)changes.Differing / changes.Pairs,
            changes.Range,
            rule.MaxDrop,
            changes.MeanSquare ?? AssumedSquare(changes.Range),
            rule.Confidence,
            drop);
        return Math.Max(1, Math.Max(least, wanted) - changes.Labels);
    }

    /// <summary>
    /// Samples for a power of .8 at the change seen, with every pair that differs graded: with s = 1 in
    /// <see cref="ForPower"/> and the mean square over all pairs.
    /// </summary>
    internal static int Samples(GateRule rule, LabelledChanges changes)
    {
        double share = changes.Pairs == 0 ? 1 : (double)changes.Differing / changes.Pairs;
        double square = changes.MeanSquare ?? AssumedSquare(changes.Range);
        double drop = Math.Clamp(-(changes.Mean ?? 0), 0, 0.9 * rule.MaxDrop);
        double perUnit = changes.Pairs / Units(changes);
        return Math.Max(changes.Pairs + 1, Ceiling(perUnit * ForPower(
            1, changes.Range, rule.MaxDrop, share * square, rule.Confidence, drop)));
    }

    // Independent samples that the units are worth (Kish).
    private static double Units(LabelledChanges changes)
    {
        double sum = changes.Weights.Sum();
        return Math.Max(1, sum * sum / changes.Weights.Sum(weight => weight * weight));
    }

    // The slack keeps a whole number that a rounding error has passed.
    private static int Ceiling(double value) => (int)Math.Min(int.MaxValue, Math.Ceiling(value - 1e-9));
}
