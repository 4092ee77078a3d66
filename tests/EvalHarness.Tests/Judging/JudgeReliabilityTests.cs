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
        JudgeReliability found = JudgeReliability.From(
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
        Assert.Contains(
            found.Shortfalls(new JudgeLimits()), reason => reason.Contains("verdict is 0.4", StringComparison.Ordinal));
    }

    [Fact]
    public void APerfectJudgeMissesNoLimitOnceThereAreLabelsEnough()
    {
        Assert.Empty(Of(Repeat(20, (5, 5), (4, 4), (2, 2), (1, 1))).Shortfalls(new JudgeLimits()));
        IReadOnlyList<string> few = Of((5, 5), (4, 4), (2, 2), (1, 1)).Shortfalls(new JudgeLimits());
        Assert.Contains(
            few, reason => reason.StartsWith("agreement (quadratic kappa) is 1, at least", StringComparison.Ordinal));

        // .85^19 is the first power below .05.
        Assert.Contains(few, reason => reason.StartsWith("true positive rate is 1,", StringComparison.Ordinal)
            && reason.Contains("about 19 labelled passes", StringComparison.Ordinal));
        Assert.Contains(
            few, reason => reason.StartsWith("it is not shown to tell grade 4 from 5", StringComparison.Ordinal));
    }

    [Fact]
    public void AJudgeThatAlwaysPassesMissesItsLimits()
    {
        IReadOnlyList<string> missed =
            Of(Repeat(20, (5, 5), (4, 5), (2, 5), (1, 5))).Shortfalls(new JudgeLimits());
        Assert.Contains(missed, reason => reason.StartsWith("true negative rate is 0,", StringComparison.Ordinal));
        Assert.Contains(
            missed, reason => reason.StartsWith("it does not tell grade 4 from 5", StringComparison.Ordinal));
    }

    [Fact]
    public void AJudgeThatSaturatesIsFoundByItsBiasPerGrade()
    {
        // Kappa is .95, every pass and every fail is seen: only the upper grades look the same to it.
        JudgeReliability found = Of(Repeat(20, (5, 5), (4, 5), (3, 3), (2, 2), (1, 1)));
        Assert.True(found.Kappa!.Value.Kappa > 0.9);
        Assert.Equal([0, 0, 0, 1, 0], found.Biases.Select(bias => bias.Bias));
        Assert.StartsWith(
            "it does not tell grade 4 from 5: its means are 5 and 5, of 20 and 20 texts",
            Assert.Single(found.Shortfalls(new JudgeLimits())),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FourLabelsDoNotMakeAPoorJudgeAGoodOne()
    {
        // A judge that is right about passes and fails in 70 % of cases is right about four labels in 24 % of runs.
        JudgeReliability lucky = Of((5, 5), (5, 5), (1, 1), (1, 1));
        Assert.NotEmpty(lucky.Shortfalls(new JudgeLimits()));
        Assert.True(lucky.KappaLow < 0.6);
        Assert.Equal(Math.Sqrt(0.05), lucky.TruePositives!.LowerBound(), 1e-9);
    }

    [Fact]
    public void WithoutKnownGradesEveryLimitIsMissed() =>
        Assert.Equal(4, Of().Shortfalls(new JudgeLimits()).Count);

    [Fact]
    public void AKnownGradeOffTheMenuIsRefused() => Assert.Throws<ArgumentException>(() => Of((6, 5)));

    private static (double, double)[] Repeat(int times, params (double, double)[] items) =>
        [.. Enumerable.Repeat(items, times).SelectMany(item => item)];

    private static JudgeReliability Of(params (double Known, double Given)[] items) =>
        JudgeReliability.From([.. items.Select(item => (item.Known, Judged(item.Given)))], s_menu, passFrom: 4);

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
