using EvalHarness.Fidelity;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Fidelity;

public sealed class DivergenceSummaryTests
{
    [Fact]
    public void AModelAgainstItselfLosesNothing()
    {
        DivergenceSummary summary = Summarize(RandomTokens(60, isSelf: true), perChunk: 10);
        Assert.Equal((60, 6), (summary.Tokens, summary.Chunks));
        Assert.Equal(new ClusteredEstimate(0, 0, 0), summary.LnPerplexityRatio);
        Assert.Equal(new ClusteredEstimate(1, 0, 0), summary.PerplexityRatio);
        Assert.Equal(new ClusteredEstimate(1, 0, 0), summary.SameTopToken);
        Assert.Equal(new ClusteredEstimate(0, 0, 0), summary.RmsDeltaP);
        Assert.Equal(0, summary.Divergence.Maximum);
        Assert.Equal(summary.PerplexityBase, summary.PerplexityCandidate);
        Assert.Equal(1, summary.LogLikelihoodCorrelation!.Value, 12);
        Assert.Equal(0, summary.PerplexityDifference.StandardError!.Value, 12);
    }

    [Fact]
    public void FourTokensGiveTheFiguresComputedByHand()
    {
        // −ln p: ln 2, ln 4 | ln 2, ln 8; −ln q: ln 4, ln 4 | ln 2, ln 4.
        TokenDivergence[] tokens =
        [
            Token(0.5, 0.25, 0.1, 0.2, 0.6, isSameTop: true),
            Token(0.25, 0.25, 0.2, 0.1, 0.95, isSameTop: false),
            Token(0.5, 0.5, 0.3, 0.4, 1, isSameTop: true),
            Token(0.125, 0.25, 0.4, 0.3, 0.99, isSameTop: true),
        ];
        DivergenceSummary summary = Summarize(tokens, perChunk: 2);
        Assert.Equal(Math.Pow(2, 1.75), summary.PerplexityBase.Value, 12);
        Assert.Equal(Math.Pow(2, 1.75), summary.PerplexityCandidate.Value, 12);
        Assert.Equal(0, summary.LnPerplexityRatio.Value, 12);
        // Differences ln 2, 0 | 0, −ln 2: variance 2(ln 2)²/3 over 4; chunk sums ln 2, −ln 2.
        Assert.Equal(Math.Log(2) / Math.Sqrt(6), summary.LnPerplexityRatio.StandardError!.Value, 12);
        Assert.Equal(Math.Log(2) / 2, summary.LnPerplexityRatio.ClusteredStandardError!.Value, 12);
        Assert.Equal(0.25, summary.Divergence.Mean.Value, 12);
        Assert.Equal(0.25, summary.Divergence.Median, 12);
        Assert.Equal(0.1 + (0.75 * 0.1), summary.Divergence.Quantile("p25"), 12);
        Assert.Equal((0.1, 0.4), (summary.ReverseDivergence.Minimum, summary.ReverseDivergence.Maximum));
        // Δp: −¼, 0, 0, ⅛.
        Assert.Equal(-0.03125, summary.DeltaP.Mean.Value, 12);
        Assert.Equal(Math.Sqrt(((1.0 / 16) + (1.0 / 64)) / 4), summary.RmsDeltaP.Value, 12);
        Assert.Equal(0.75, summary.SameTopToken.Value, 12);
        Assert.Equal(Math.Sqrt(0.75 * 0.25 / 3), summary.SameTopToken.StandardError!.Value, 12);
        Assert.Equal([0, 0, 1, 0, 1, 2], summary.ConfidenceBins.Select(bin => bin.Tokens));
        Assert.Null(summary.ConfidenceBins[0].SameTopToken);
        Assert.Equal(0, summary.ConfidenceBins[4].SameTopToken!.Value.Value);
        Assert.Equal(0.35, summary.ConfidenceBins[5].MeanDivergence!.Value.Value, 12);
    }

    [Fact]
    public void StandardErrorsAreThoseOfTheCovarianceFormulas()
    {
        TokenDivergence[] tokens = RandomTokens(200, isSelf: false);
        DivergenceSummary summary = Summarize(tokens, perChunk: 20);
        double[] n = [.. tokens.Select(token => -token.BaseLogLikelihood)];
        double[] m = [.. tokens.Select(token => -token.CandidateLogLikelihood)];
        double varianceN = Moments.From(n).PopulationVariance!.Value / 199;
        double varianceM = Moments.From(m).PopulationVariance!.Value / 199;
        double covariance = (n.Zip(m, (a, b) => a * b).Average() - (n.Average() * m.Average())) / 199;
        (double p, double q) = (summary.PerplexityBase.Value, summary.PerplexityCandidate.Value);
        double ratio = Math.Sqrt(varianceN + varianceM - (2 * covariance));
        Assert.Equal(p * Math.Sqrt(varianceN), summary.PerplexityBase.StandardError!.Value, 9);
        Assert.Equal(ratio, summary.LnPerplexityRatio.StandardError!.Value, 9);
        Assert.Equal(q / p, summary.PerplexityRatio.Value, 9);
        Assert.Equal(q / p * ratio, summary.PerplexityRatio.StandardError!.Value, 9);
        Assert.Equal(
            Math.Sqrt((q * q * varianceM) + (p * p * varianceN) - (2 * p * q * covariance)),
            summary.PerplexityDifference.StandardError!.Value,
            9);
        Assert.Equal(
            covariance / Math.Sqrt(varianceN * varianceM), summary.LogLikelihoodCorrelation!.Value, 9);
    }

    [Fact]
    public void SwappingTheModelsTurnsSignsAndDirections()
    {
        TokenDivergence[] tokens = RandomTokens(80, isSelf: false);
        TokenDivergence[] swapped = [.. tokens.Select(token => token with
        {
            BaseLogLikelihood = token.CandidateLogLikelihood,
            CandidateLogLikelihood = token.BaseLogLikelihood,
            Divergence = token.ReverseDivergence,
            ReverseDivergence = token.Divergence,
        })];
        DivergenceSummary one = Summarize(tokens, perChunk: 8);
        DivergenceSummary other = Summarize(swapped, perChunk: 8);
        Assert.Equal(one.LnPerplexityRatio.Value, -other.LnPerplexityRatio.Value, 12);
        Assert.Equal(one.Divergence.Mean, other.ReverseDivergence.Mean);
        Assert.Equal(one.DeltaP.Maximum, -other.DeltaP.Minimum, 12);
        Assert.Equal(one.RmsDeltaP.Value, other.RmsDeltaP.Value, 12);
    }

    [Fact]
    public void BinsHoldEveryTokenOnce()
    {
        DivergenceSummary summary = Summarize(RandomTokens(500, isSelf: false), perChunk: 25);
        Assert.Equal(500, summary.ConfidenceBins.Sum(bin => bin.Tokens));
        double agreeing = summary.ConfidenceBins.Sum(bin => bin.Tokens * (bin.SameTopToken?.Value ?? 0));
        Assert.Equal(summary.SameTopToken.Value * 500, agreeing, 9);
    }

    [Fact]
    public void NothingIsNoSummary()
    {
        Assert.Throws<InvalidOperationException>(() => new DivergenceTally().Summarize());
        DivergenceTally open = new();
        open.Add(default);
        Assert.Throws<InvalidOperationException>(open.Summarize);
    }

    private static DivergenceSummary Summarize(TokenDivergence[] tokens, int perChunk)
    {
        DivergenceTally tally = new();
        for (int i = 0; i < tokens.Length; i++)
        {
            tally.Add(tokens[i]);
            if ((i + 1) % perChunk == 0)
            {
                tally.EndChunk();
            }
        }

        return tally.Summarize();
    }

    private static TokenDivergence Token(
        double p, double q, double divergence, double reverse, double confidence, bool isSameTop) =>
        new(Math.Log(p), Math.Log(q), divergence, reverse, confidence, isSameTop);

    private static TokenDivergence[] RandomTokens(int count, bool isSelf)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double p = Math.Log(random.NextDouble());
            double q = isSelf ? p : p + (0.3 * Laws.Normal(random));
            double divergence = isSelf ? 0 : random.NextDouble();
            return new TokenDivergence(
                p, q, divergence, 0.9 * divergence, random.NextDouble(), isSelf || random.NextDouble() < 0.8);
        })];
    }
}
