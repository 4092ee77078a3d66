using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>A condition that every candidate must meet to ship.</summary>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="MaxDrop">Largest tolerated drop in quality, on the metric's own scale; greater than 0.</param>
/// <param name="Confidence">One-sided confidence level, between 0.5 and 1.</param>
/// <param name="MaxUnscored">Largest tolerated share of unscored samples, 0–1.</param>
/// <param name="Cap">
/// Of a metric without a worst value: the most that one sample counts as losing, above <paramref name="MaxDrop"/>;
/// <c>null</c> for none, so that the bound is approximate.
/// </param>
/// <param name="By">Of a judge's metric, whose grades decide; <c>null</c> for people's where there are labels.</param>
public sealed record GateRule(
    string Metric,
    double MaxDrop,
    double Confidence = 0.95,
    double MaxUnscored = 0.01,
    double? Cap = null,
    GradeSource? By = null)
{
    // A confidence is kept as 0.991666666667 rather than with the rounding of its last bits.
    private const int ConfidenceDigits = 12;

    /// <summary>
    /// The gate where the first of some candidates that passes is taken: each has its share of the risk, so that an
    /// unfit one passes with probability at most 1 − <see cref="Confidence"/>, see <see cref="Share"/>.
    /// </summary>
    /// <param name="candidates">Candidates that may be tried; at least 1.</param>
    public GateRule Among(int candidates) => this with { Confidence = Share(Confidence, candidates) };

    /// <summary>
    /// The confidence of each of K decisions that are to be right together with confidence c, see
    /// <see cref="Bonferroni.Share"/>; as it is kept.
    /// </summary>
    /// <param name="confidence">Confidence of all together, c, between 0 and 1.</param>
    /// <param name="decisions">Number of decisions, K; at least 1.</param>
    public static double Share(double confidence, int decisions) => decisions == 1
        ? confidence
        : Math.Round(Bonferroni.Share(confidence, decisions), ConfidenceDigits);
}
