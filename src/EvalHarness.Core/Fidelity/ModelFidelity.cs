using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>How far a candidate strays from its baseline on a text, in the figures that a report shows.</summary>
public sealed record ModelFidelity
{
    /// <summary>
    /// Why nothing was measured; <c>null</c> when it was. Where there is a reason, every figure is <c>null</c>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The reason may have passed: when the run is continued, it is worth another try.</summary>
    public bool IsWorthAnotherTry { get; init; }

    /// <summary>Scored tokens.</summary>
    public int? Tokens { get; init; }

    /// <summary>Tokens per chunk.</summary>
    public int? Context { get; init; }

    /// <summary>Perplexity of the text under the baseline.</summary>
    public double? PerplexityBase { get; init; }

    /// <summary>Perplexity of the candidate / perplexity of the baseline; 1 is no loss.</summary>
    public ClusteredEstimate? PerplexityRatio { get; init; }

    /// <summary>Mean KL(baseline‖candidate) per token, in nats; 0 is no loss.</summary>
    public ClusteredEstimate? Divergence { get; init; }

    /// <summary>99th percentile of the same.</summary>
    public double? DivergenceP99 { get; init; }

    /// <summary>Mean KL(candidate‖baseline) per token, in nats.</summary>
    public ClusteredEstimate? ReverseDivergence { get; init; }

    /// <summary>Root of the mean squared change of the true token's probability, 0 to 1.</summary>
    public ClusteredEstimate? RmsDeltaP { get; init; }

    /// <summary>Share of tokens where both models hold the same token most likely.</summary>
    public ClusteredEstimate? SameTopToken { get; init; }

    /// <summary>
    /// Mean probability that the baseline gives to the tokens that are told apart; <c>null</c> when all are. Where it
    /// is not, divergences are lower bounds of what whole distributions would give.
    /// </summary>
    public double? KnownMassBase { get; init; }

    /// <summary>What the candidate gives to them; <c>null</c> likewise.</summary>
    public double? KnownMassCandidate { get; init; }

    /// <summary>Everything that was measured; <c>null</c> when nothing was.</summary>
    public DivergenceSummary? Summary { get; init; }

    /// <summary>Where greedy continuations of the text part; <c>null</c> when nothing was continued.</summary>
    public GreedyAgreement? Greedy { get; init; }

    /// <summary>The figures of a summary.</summary>
    /// <param name="summary">What was measured.</param>
    /// <param name="context">Tokens per chunk.</param>
    /// <param name="greedy">Where greedy continuations part; <c>null</c> when nothing was continued.</param>
    public static ModelFidelity From(DivergenceSummary summary, int context, GreedyAgreement? greedy = null)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new()
        {
            Tokens = summary.Tokens,
            Context = context,
            PerplexityBase = summary.PerplexityBase.Value,
            PerplexityRatio = summary.PerplexityRatio,
            Divergence = summary.Divergence.Mean,
            DivergenceP99 = summary.Divergence.Quantile("p99"),
            ReverseDivergence = summary.ReverseDivergence.Mean,
            RmsDeltaP = summary.RmsDeltaP,
            SameTopToken = summary.SameTopToken,
            Summary = summary,
            Greedy = greedy,
        };
    }
}
