using System.Globalization;

namespace EvalHarness.Gating;

/// <summary>Whether scores can decide a gate at all. What could not have shown a drop never passes.</summary>
internal static class EvidenceCheck
{
    /// <summary>Independent units below which an approximate bound decides nothing.</summary>
    public const int LeastApproximateUnits = 100;

    /// <summary>Why the evidence may not be used, as a sentence with what to do; <c>null</c> when it may.</summary>
    public static string? FindFault(GateRule rule, PairedDifferences differences) =>
        differences.Withheld
        ?? (differences.Pairs == 0 ? "No sample was scored for both models." : null)
        ?? FindMissing(rule, differences)
        ?? FindNoRoom(rule, differences)
        ?? FindOpenRange(rule, differences);

    private static string? FindMissing(GateRule rule, PairedDifferences differences)
    {
        if (differences.MissingShare > rule.MaxUnscored)
        {
            return $"{GateFinding.Percent(differences.MissingShare)} of the samples lack a score of one of the models "
                + $"(limit {GateFinding.Percent(rule.MaxUnscored)}): {Counts(differences)}.";
        }

        return differences.MissingShare > 0 && GateBounds.WorstLoss(rule, differences.Definition) is null
            ? $"A missing score of a metric without a worst value could hide any loss: {Counts(differences)}. "
                + "Declare a cap on the gate, or fix what is missing."
            : null;
    }

    // A mean no further than the margin from the worst value could not fall by the margin.
    private static string? FindNoRoom(GateRule rule, PairedDifferences differences) =>
        differences is { BaselineMean: { } mean, Definition.Worst: { } worst }
        && Math.Abs(mean - worst) <= rule.MaxDrop
            ? $"{Place(mean, worst, differences.HigherIsBetter)}: a drop of "
                + $"{GateFinding.Number(rule.MaxDrop)} could not show. Check the prompt, the targets and the metric."
            : null;

    private static string Place(double mean, double worst, bool higherIsBetter) => mean == worst
        ? $"The baseline scored the {(higherIsBetter ? "floor" : "ceiling")} of the metric, "
            + $"{GateFinding.Number(worst)}, on every sample"
        : $"The baseline scores {GateFinding.Number(mean)}, and the worst value is {GateFinding.Number(worst)}";

    private static string? FindOpenRange(GateRule rule, PairedDifferences differences)
    {
        if (GateBounds.WorstLoss(rule, differences.Definition) is not null)
        {
            return null;
        }

        if (differences.ScoresAreAllEqual)
        {
            return "All scores are equal, so the metric distinguishes nothing.";
        }

        return differences.ClusterSums.Count < LeastApproximateUnits
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This metric has no worst value, so {differences.ClusterSums.Count} independent samples show too ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"little: run {LeastApproximateUnits}, or declare a cap on the gate.")
            : null;
    }

    private static string Counts(PairedDifferences differences) => string.Create(
        CultureInfo.InvariantCulture,
        $"{differences.BaselineUnscored} unscored for the baseline, ")
        + string.Create(
            CultureInfo.InvariantCulture, $"{differences.CandidateUnscored} for the candidate, ")
        + string.Create(CultureInfo.InvariantCulture, $"{differences.Unpaired} present for one model only");
}
