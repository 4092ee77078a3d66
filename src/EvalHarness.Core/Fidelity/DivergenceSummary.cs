using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>
/// How far a candidate q strays from its baseline p on a text, token by token. Standard errors come twice: with
/// independent tokens, and with the tokens of a chunk depending on each other.
/// </summary>
/// <remarks>
/// With n = −ln p and m = −ln q of the true tokens: perplexity = exp(mean), ln(PPL_q/PPL_p) = mean(m − n), and the
/// difference of perplexities is linear in PPL_q·m − PPL_p·n; the standard errors of these means are those of the
/// covariance formulas, without their cancellation.
/// </remarks>
public sealed record DivergenceSummary
{
    /// <summary>Scored positions.</summary>
    public required int Tokens { get; init; }

    /// <summary>Chunks of text.</summary>
    public required int Chunks { get; init; }

    /// <summary>exp of the mean negative log-likelihood under the baseline; at least 1.</summary>
    public required ClusteredEstimate PerplexityBase { get; init; }

    /// <summary>The same under the candidate.</summary>
    public required ClusteredEstimate PerplexityCandidate { get; init; }

    /// <summary>Pearson's r of the per-token log-likelihoods; <c>null</c> when either side is constant.</summary>
    public required double? LogLikelihoodCorrelation { get; init; }

    /// <summary>ln(PPL of the candidate / PPL of the baseline); 0 is no loss.</summary>
    public required ClusteredEstimate LnPerplexityRatio { get; init; }

    /// <summary>PPL of the candidate / PPL of the baseline; 1 is no loss.</summary>
    public required ClusteredEstimate PerplexityRatio { get; init; }

    /// <summary>PPL of the candidate − PPL of the baseline.</summary>
    public required ClusteredEstimate PerplexityDifference { get; init; }

    /// <summary>KL(p‖q) per position, in nats.</summary>
    public required ValueSpread Divergence { get; init; }

    /// <summary>KL(q‖p) per position, in nats.</summary>
    public required ValueSpread ReverseDivergence { get; init; }

    /// <summary>q − p of the true token per position, −1 to 1.</summary>
    public required ValueSpread DeltaP { get; init; }

    /// <summary>Square root of the mean squared Δp.</summary>
    public required ClusteredEstimate RmsDeltaP { get; init; }

    /// <summary>Share of positions where both models hold the same token most likely.</summary>
    public required ClusteredEstimate SameTopToken { get; init; }

    /// <summary>Agreement by the baseline's confidence, least confident first.</summary>
    public required IReadOnlyList<ConfidenceBin> ConfidenceBins { get; init; }

    /// <summary>Summarizes positions.</summary>
    /// <param name="tokens">At least one position.</param>
    /// <param name="chunkEnds">The index behind the last position of each chunk, rising.</param>
    internal static DivergenceSummary From(TokenDivergence[] tokens, int[] chunkEnds)
    {
        double[] baseLoss = Array.ConvertAll(tokens, token => -token.BaseLogLikelihood);
        double[] candidateLoss = Array.ConvertAll(tokens, token => -token.CandidateLogLikelihood);
        ClusteredEstimate perplexityBase = Exponential(ClusteredEstimate.FromMean(baseLoss, chunkEnds));
        ClusteredEstimate perplexityCandidate = Exponential(ClusteredEstimate.FromMean(candidateLoss, chunkEnds));
        ClusteredEstimate logRatio = MeanOf(
            tokens, chunkEnds, token => token.BaseLogLikelihood - token.CandidateLogLikelihood);
        ClusteredEstimate difference = MeanOf(tokens, chunkEnds, token =>
            (perplexityBase.Value * token.BaseLogLikelihood)
            - (perplexityCandidate.Value * token.CandidateLogLikelihood));
        return new()
        {
            Tokens = tokens.Length,
            Chunks = chunkEnds.Length,
            PerplexityBase = perplexityBase,
            PerplexityCandidate = perplexityCandidate,
            LogLikelihoodCorrelation = Correlation.Pearson(baseLoss, candidateLoss),
            LnPerplexityRatio = logRatio,
            PerplexityRatio = Exponential(logRatio),
            PerplexityDifference = difference with { Value = perplexityCandidate.Value - perplexityBase.Value },
            Divergence = ValueSpread.From(Array.ConvertAll(tokens, token => token.Divergence), chunkEnds),
            ReverseDivergence = ValueSpread.From(Array.ConvertAll(tokens, token => token.ReverseDivergence), chunkEnds),
            DeltaP = ValueSpread.From(Array.ConvertAll(tokens, token => token.DeltaP), chunkEnds),
            RmsDeltaP = Root(MeanOf(tokens, chunkEnds, token => token.DeltaP * token.DeltaP)),
            SameTopToken = MeanOf(tokens, chunkEnds, token => token.IsSameTop ? 1 : 0),
            ConfidenceBins = ConfidenceBin.AllOf(tokens, chunkEnds),
        };
    }

    private static ClusteredEstimate MeanOf(
        TokenDivergence[] tokens, int[] chunkEnds, Converter<TokenDivergence, double> value) =>
        ClusteredEstimate.FromMean(Array.ConvertAll(tokens, value), chunkEnds);

    private static ClusteredEstimate Exponential(ClusteredEstimate mean) =>
        mean.Transform(Math.Exp(mean.Value), Math.Exp(mean.Value));

    // Where every value is 0 so is its root, without any error.
    private static ClusteredEstimate Root(ClusteredEstimate mean) => mean.Value > 0
        ? mean.Transform(Math.Sqrt(mean.Value), 0.5 / Math.Sqrt(mean.Value))
        : mean;
}
