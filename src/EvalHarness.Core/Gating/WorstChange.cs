namespace EvalHarness.Gating;

/// <summary>
/// The worst change in quality over all gates of a candidate, each as a multiple of its own margin: −1 is a loss as
/// large as its gate tolerates, 0 no change. The ends are the smallest bounds over all gates, so that by its numbers
/// a candidate passes exactly when <see cref="Low"/> is at least −1 and fails when <see cref="High"/> is below it.
/// </summary>
/// <param name="Metric">Task and metric of the gate with the worst change, <c>task/metric</c>.</param>
/// <param name="Value">Its change divided by its margin.</param>
/// <param name="Low">Smallest lower bound over all gates, in margins; <c>null</c> when a gate has none.</param>
/// <param name="High">Smallest upper bound over all gates, in margins; <c>null</c> when a gate has none.</param>
public sealed record WorstChange(string Metric, double Value, double? Low, double? High)
{
    /// <summary>
    /// The worst of some gates; <c>null</c> without gates and when any gate lacks a change or a margin, since the
    /// missing one could be the worst. The first of equal gates counts.
    /// </summary>
    public static WorstChange? From(IReadOnlyList<GateDecision> gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        if (gates.Count == 0 || gates.Any(gate => !IsMeasured(gate)))
        {
            return null;
        }

        GateDecision worst = gates.MinBy(gate => gate.Delta!.Value / gate.Margin)!;
        return new(
            worst.Metric,
            worst.Delta!.Value / worst.Margin,
            Smallest(gates, gate => gate.Low),
            Smallest(gates, gate => gate.High));
    }

    /// <summary>A gate has a finite change and a margin to compare it with.</summary>
    internal static bool IsMeasured(GateDecision gate) =>
        gate.Delta is { } delta && double.IsFinite(delta) && double.IsFinite(gate.Margin) && gate.Margin > 0;

    private static double? Smallest(IReadOnlyList<GateDecision> gates, Func<GateDecision, double?> bound) =>
        gates.All(gate => bound(gate) is { } value && double.IsFinite(value))
            ? gates.Min(gate => bound(gate)!.Value / gate.Margin)
            : null;
}
