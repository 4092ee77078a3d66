using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>What a comparison on a text shows beyond its key figures.</summary>
public sealed record FidelityDetails
{
    /// <summary>Chunks of text.</summary>
    public required int Chunks { get; init; }

    /// <summary>Perplexity of the text under the baseline.</summary>
    public required ClusteredEstimate PerplexityBase { get; init; }

    /// <summary>The same under the candidate.</summary>
    public required ClusteredEstimate PerplexityCandidate { get; init; }

    /// <summary>Pearson's r of the per-token log-likelihoods; <c>null</c> when either side is constant.</summary>
    public required double? LogLikelihoodCorrelation { get; init; }

    /// <summary>ln(perplexity of the candidate / perplexity of the baseline); 0 is no loss.</summary>
    public required ClusteredEstimate LnPerplexityRatio { get; init; }

    /// <summary>Perplexity of the candidate / perplexity of the baseline; 1 is no loss.</summary>
    public required ClusteredEstimate PerplexityRatio { get; init; }

    /// <summary>Perplexity of the candidate − perplexity of the baseline.</summary>
    public required ClusteredEstimate PerplexityDifference { get; init; }

    /// <summary>KL(baseline‖candidate) per token, in nats.</summary>
    public required SpreadFigures Divergence { get; init; }

    /// <summary>KL(candidate‖baseline) per token, in nats.</summary>
    public required SpreadFigures ReverseDivergence { get; init; }

    /// <summary>Change of the true token's probability per token, −1 to 1.</summary>
    public required SpreadFigures DeltaP { get; init; }

    /// <summary>Square root of the mean squared change of the true token's probability.</summary>
    public required ClusteredEstimate RmsDeltaP { get; init; }

    /// <summary>Share of tokens where both models hold the same token most likely.</summary>
    public required ClusteredEstimate SameTopToken { get; init; }

    /// <summary>Agreement by the baseline's confidence, least confident first.</summary>
    public required IReadOnlyList<ConfidenceBin> ConfidenceBins { get; init; }

    /// <summary>Where greedy continuations of the text part; <c>null</c> when nothing was continued.</summary>
    public GreedyAgreement? Greedy { get; init; }

    /// <summary>The details of a summary.</summary>
    public static FidelityDetails Of(DivergenceSummary summary, GreedyAgreement? greedy)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new()
        {
            Chunks = summary.Chunks,
            PerplexityBase = summary.PerplexityBase,
            PerplexityCandidate = summary.PerplexityCandidate,
            LogLikelihoodCorrelation = summary.LogLikelihoodCorrelation,
            LnPerplexityRatio = summary.LnPerplexityRatio,
            PerplexityRatio = summary.PerplexityRatio,
            PerplexityDifference = summary.PerplexityDifference,
            Divergence = SpreadFigures.Of(summary.Divergence),
            ReverseDivergence = SpreadFigures.Of(summary.ReverseDivergence),
            DeltaP = SpreadFigures.Of(summary.DeltaP),
            RmsDeltaP = summary.RmsDeltaP,
            SameTopToken = summary.SameTopToken,
            ConfidenceBins = summary.ConfidenceBins,
            Greedy = greedy,
        };
    }
}
