using EvalHarness.Fidelity;

namespace EvalHarness.Tests.Fidelity;

public sealed class OutputFidelityTests
{
    [Fact]
    public void ADivergenceWeighsAsMuchAsItHasTokens()
    {
        Score[] scores = [.. new OutputFidelity(8, 0.25, 6).ToScores("a")];
        Assert.Equal(("kl_divergence", 0.25, 8), (scores[0].Metric, scores[0].Value, scores[0].Weight));
        Assert.Equal(("agreed_prefix", 0.75, 1), (scores[1].Metric, scores[1].Value, scores[1].Weight));
    }

    [Fact]
    public void TheBaselineDoesNotStrayFromItself()
    {
        Score[] scores = [.. new OutputFidelity(8, 0.25, 6).ToBaselineScores("a")];
        Assert.Equal([0, 1], scores.Select(score => score.Value));
        Assert.Equal(8, scores[0].Weight);
    }

    [Fact]
    public void WhatCannotBeReadIsUnscoredWithItsReason()
    {
        IReadOnlyList<Score> scores = OutputFidelity.Unscored("a", "no output");
        Assert.Equal(OutputFidelity.Metrics.Select(metric => metric.Name), scores.Select(score => score.Metric));
        Assert.All(scores, score => Assert.Equal((null, "no output"), (score.Value, score.Reason)));
        Assert.True(OutputFidelity.IsIn(scores));
        Assert.False(OutputFidelity.IsIn([new Score("a", "exact_match", 1)]));
    }
}
