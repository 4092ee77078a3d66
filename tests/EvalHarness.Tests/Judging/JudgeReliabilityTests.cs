using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class JudgeReliabilityTests
{
    private static readonly VerdictMenu s_menu = VerdictMenu.Range(1, 5);

    [Fact]
    public void RatesAreOfThePassesAndOfTheFails()
    {
        JudgeReliability found = Of((5, 4), (4, 3), (2, 1), (1, 5), (3, 3));
        Assert.Equal((new Proportion(1, 2), new Proportion(2, 3)), (found.TruePositives, found.TrueNegatives));
        Assert.Equal((5, 5, 75L), (found.Items, found.Calls, found.Tokens!.Value));
        Assert.Equal(1, found.Matrix[0, 4]);
    }

    [Fact]
    public void WhatHasNoVerdictIsCountedByReasonAndNeverAsAGrade()
    {
        JudgeReliability found = JudgeReliability.Of(
            [
                (5, Judged(5)), (1, Judged(1)),
                (5, Judged(null) with { Failure = JudgingFailure.Parse }),
                (1, Judged(null) with { Failure = JudgingFailure.Http }),
                (1, Judged(null) with { AbstainReason = "unclear" }),
            ],
            s_menu,
            4);
        Assert.Equal(2, found.Matrix.Total);
        Assert.Equal((0.4, 1), (found.FailureRate!.Value, found.Abstentions));
        Assert.Equal(1, found.Failures[JudgingFailure.Parse]);
        Assert.Contains("verdict is 0.4", Assert.Single(found.Shortfalls(new JudgeLimits())), StringComparison.Ordinal);
    }

    [Fact]
    public void APerfectJudgeMissesNoLimitAndOneThatAlwaysPassesDoes()
    {
        Assert.Empty(Of((5, 5), (4, 4), (2, 2), (1, 1)).Shortfalls(new JudgeLimits()));
        IReadOnlyList<string> missed = Of((5, 5), (4, 5), (2, 5), (1, 5)).Shortfalls(new JudgeLimits());
        Assert.Equal(2, missed.Count);
        Assert.Contains(missed, reason => reason.StartsWith("true negative rate is 0,", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutKnownGradesEveryLimitIsMissed() =>
        Assert.Equal(4, Of().Shortfalls(new JudgeLimits()).Count);

    [Fact]
    public void AKnownGradeOffTheMenuIsRefused() => Assert.Throws<ArgumentException>(() => Of((6, 5)));

    private static JudgeReliability Of(params (double Known, double Given)[] items) =>
        JudgeReliability.Of([.. items.Select(item => (item.Known, Judged(item.Given)))], s_menu, passFrom: 4);

    private static Verdict Judged(double? score) => new()
    {
        Judge = "strict",
        SampleId = "1",
        Model = "q4_0",
        Score = score,
        Calls = 1,
        Usage = new OutputUsage(10, 5),
    };
}
