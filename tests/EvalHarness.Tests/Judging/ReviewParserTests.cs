using EvalHarness.Judging;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Judging;

public sealed class ReviewParserTests
{
    private static readonly Verdict s_blind = new() { Judge = "j", SampleId = "s", Model = "m", Score = 4 };

    [Theory]
    [InlineData("uphold", "3", ReviewAction.Uphold, 3)]
    [InlineData("overturn", "\"5\"", ReviewAction.Overturn, 5)]
    public void ADecisionThatHoldsTogetherStands(string action, string verdict, ReviewAction expected, double score) =>
        Assert.Equal(
            new MasterReview(s_blind, expected, score, null, "", new OutputUsage()), Read(Answer(action, verdict)));

    [Fact]
    public void AMasterThatCannotDecideLeavesItToAPerson()
    {
        MasterReview review = Read(Answer("cannot_decide", "5"));
        Assert.Equal((ReviewAction.CannotDecide, null), (review.Action!.Value, review.Score));
        Assert.NotNull(review.HumanReason);
    }

    [Theory]
    [InlineData("uphold", "5", "bridge")]
    [InlineData("overturn", "3", "bridge")]
    [InlineData("approve", "3", "bridge")]
    [InlineData("uphold", "9", "bridge")]
    [InlineData("uphold", "true", "bridge")]
    [InlineData("uphold", "3", "the tunnel")]
    [InlineData("uphold", "3", " ")]
    [InlineData("uphold", "3", "\\ud800")]
    public void WhatDoesNotHoldTogetherGoesToAPerson(string action, string verdict, string quote) =>
        Unread(Answer(action, verdict, quote));

    [Theory]
    [InlineData("")]
    [InlineData("uphold, 3")]
    [InlineData("[3]")]
    [InlineData("{\"action\": \"uphold\", \"verdict\": 3}")]
    [InlineData("{\"error\": {\"message\": \"overloaded\"}}")]
    [InlineData("{\"action\": \"uphold\", \"action\": \"overturn\", \"verdict\": 3}")]
    public void JunkGoesToAPerson(string answer) => Unread(answer);

    [Fact]
    public void NothingMayStandAroundAReviewOrBeMissing()
    {
        Unread("Sure: " + Answer("uphold", "3"));
        Unread(Answer("uphold", "3") + Answer("overturn", "5"));
        Unread(Answer("uphold", "3")[..^1]);
        Assert.Null(ReviewParser.Parse(
            s_blind, Answer("uphold", "3"), isComplete: false, VerdictMenu.Range(1, 5), [3], ["The bridge"]).Score);
    }

    [Fact]
    public void ArbitraryTextNeverBecomesAScore() => Laws.Hold<string, string>((before, after) =>
        Read((before ?? "") + "5" + (after ?? "")).Score is null);

    private static void Unread(string answer)
    {
        MasterReview review = Read(answer);
        Assert.Equal((null, null), (review.Action, review.Score));
        Assert.NotEmpty(review.HumanReason!);
    }

    private static string Answer(string action, string verdict, string quote = "bridge is closed") =>
        $$"""{"reasoning": "r", "evidence": "{{quote}}", "action": "{{action}}", "verdict": {{verdict}}}""";

    private static MasterReview Read(string answer) => ReviewParser.Parse(
        s_blind, answer, isComplete: true, VerdictMenu.Range(1, 5), [2, 3], ["The bridge is closed."]);
}
