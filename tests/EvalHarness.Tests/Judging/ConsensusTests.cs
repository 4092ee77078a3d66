using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class ConsensusTests
{
    [Theory]
    [InlineData(new[] { 4.0 }, 4)]
    [InlineData(new[] { 5.0, 2.0 }, 2)]
    [InlineData(new[] { 5.0, 1.0, 4.0 }, 4)]
    public void WithoutAReviewTheLowerMedianStands(double[] scores, double expected) =>
        Assert.Equal(expected, Of([.. scores.Select(score => Given(score))], null).Value);

    [Fact]
    public void AReviewHasTheLastWord() =>
        Assert.Equal(2, Of([Given(5), Given(5)], Review(2)).Value);

    [Fact]
    public void WhatIsLeftToAPersonHasNoScore()
    {
        Score left = Of([Given(5)], Review(null));
        Assert.Null(left.Value);
        Assert.Equal("left to a person: the evidence is thin", left.Reason);
    }

    [Fact]
    public void FailedVerdictsAreNoScore()
    {
        Verdict failed = Given(null) with { Failure = JudgingFailure.Parse, Message = "no JSON" };
        Assert.Equal(new Score("s", "judge:j", 3), Of([failed, Given(3)], null));
        Assert.Equal(Unscored("parse: no JSON"), Of([failed], null));
    }

    [Fact]
    public void NobodyAskedIsNoScore() => Assert.Equal(Unscored("not judged"), Of([], null));

    private static Score Of(IReadOnlyList<Verdict> panel, MasterReview? review) =>
        Consensus.From("s", "judge:j", panel, review);

    private static Score Unscored(string reason) =>
        new("s", "judge:j", null, reason, Fault: ScoreFault.JudgeFailed);

    private static Verdict Given(double? score) => new() { Judge = "j", SampleId = "s", Model = "m", Score = score };

    private static MasterReview Review(double? score) => new(
        Given(score), score is null ? null : ReviewAction.Overturn, score,
        score is null ? "the evidence is thin" : null, "", new OutputUsage());
}
