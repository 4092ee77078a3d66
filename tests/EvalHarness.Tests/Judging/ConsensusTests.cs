using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class ConsensusTests
{
    [Theory]
    [InlineData(new[] { 4.0 }, 4)]
    [InlineData(new[] { 5.0, 2.0 }, 2)]
    [InlineData(new[] { 5.0, 1.0, 4.0 }, 4)]
    public void WithoutAReviewTheLowerMedianStands(double[] scores, double expected) =>
        Assert.Equal(expected, Consensus.Of([.. scores.Select(score => Given(score))], null).Score);

    [Fact]
    public void AReviewHasTheLastWord() =>
        Assert.Equal(2, Consensus.Of([Given(5), Given(5)], Review(2)).Score);

    [Fact]
    public void WhatIsLeftToAPersonHasNoScore()
    {
        (double? score, string? reason) = Consensus.Of([Given(5)], Review(null));
        Assert.Null(score);
        Assert.Equal("left to a person: the evidence is thin", reason);
    }

    [Fact]
    public void FailedVerdictsAreNoScore()
    {
        Verdict failed = Given(null) with { Failure = JudgingFailure.Parse, Message = "no JSON" };
        Assert.Equal((3, null), Consensus.Of([failed, Given(3)], null));
        Assert.Equal((null, "parse: no JSON"), Consensus.Of([failed], null));
    }

    [Fact]
    public void NobodyAskedIsNoScore() => Assert.Equal((null, "not judged"), Consensus.Of([], null));

    private static Verdict Given(double? score) => new() { Judge = "j", SampleId = "s", Model = "m", Score = score };

    private static MasterReview Review(double? score) => new(
        Given(score), score is null ? null : ReviewAction.Overturn, score,
        score is null ? "the evidence is thin" : null, "", new OutputUsage());
}
