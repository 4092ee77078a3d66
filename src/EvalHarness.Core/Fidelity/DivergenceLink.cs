using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>
/// Whether token divergence and loss of quality go together, sample by sample: is what the metric saw where the
/// candidate's distributions strayed?
/// </summary>
/// <param name="Candidate">The candidate model.</param>
/// <param name="Metric">Task and metric of the loss, <c>task/metric</c>.</param>
/// <param name="Samples">Samples with both.</param>
/// <param name="Lost">Samples among them on which quality fell.</param>
/// <param name="DivergenceWhereLost">
/// Mean over them of the divergence, in nats per token; <c>null</c> when there are none.
/// </param>
/// <param name="DivergenceElsewhere">The same over the other samples.</param>
/// <param name="RankCorrelation">
/// Spearman's ρ of divergence and change in quality, −1 to 1: negative when what diverges is worse. <c>null</c> when
/// either does not vary.
/// </param>
public sealed record DivergenceLink(
    string Candidate,
    string Metric,
    int Samples,
    int Lost,
    double? DivergenceWhereLost,
    double? DivergenceElsewhere,
    double? RankCorrelation)
{
    /// <summary>Joins changes with divergences.</summary>
    /// <param name="candidate">The candidate model.</param>
    /// <param name="metric">Task and metric.</param>
    /// <param name="changes">Change in quality by sample; positive is better.</param>
    /// <param name="divergences">Divergence by sample, in nats per token.</param>
    /// <returns><c>null</c> when no sample has both.</returns>
    public static DivergenceLink? From(
        string candidate,
        string metric,
        IReadOnlyDictionary<string, double> changes,
        IReadOnlyDictionary<string, double> divergences)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(divergences);
        (double Change, double Divergence)[] both =
        [
            .. changes.Where(change => divergences.ContainsKey(change.Key))
                .Select(change => (change.Value, divergences[change.Key]))
                .Order(),
        ];
        double[] lost = [.. both.Where(pair => pair.Change < 0).Select(pair => pair.Divergence)];
        double[] kept = [.. both.Where(pair => pair.Change >= 0).Select(pair => pair.Divergence)];
        return both.Length == 0 ? null : new DivergenceLink(
            candidate,
            metric,
            both.Length,
            lost.Length,
            lost.Length > 0 ? lost.Average() : null,
            kept.Length > 0 ? kept.Average() : null,
            Correlation.Spearman(
                [.. both.Select(pair => pair.Divergence)], [.. both.Select(pair => pair.Change)]));
    }
}
