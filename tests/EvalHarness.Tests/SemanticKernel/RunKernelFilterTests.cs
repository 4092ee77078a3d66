using EvalHarness.Judging;
using EvalHarness.Tests.Testing;
using Microsoft.SemanticKernel;
using static EvalHarness.Tests.Testing.HostedJudges;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class RunKernelFilterTests
{
    [Fact]
    public async Task AFilterSeesEveryQuestionWithItsTexts()
    {
        RecordingFilter filter = new();
        HostedJudges judges = Host([Rubric("strict"), Rubric("mild")], AnsweringClient.Saying(Four), filter);
        await judges.JudgeAsync("strict", Request);
        await judges.JudgeAsync("mild", Request);
        Assert.Equal(["judges.strict", "judges.mild"], filter.Names);
        Assert.Equal("Pump 4 failed at 12 bar.", filter.Arguments[0]["report"]);
        Assert.Equal("Pump 4 failed.", filter.Arguments[0]["summary"]);
    }

    [Fact]
    public async Task AFilterMayChangeWhatIsJudged()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        HostedJudges judges = Host([Rubric("strict")], client, new ChangingFilter(context =>
            context.Arguments["report"] = "Pump # failed at 12 bar."));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Equal(4, verdict.Score);
        Assert.Contains("Pump # failed at 12 bar.", client.Seen[0][^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pump 4 failed at 12 bar.", client.Seen[0][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFilterMayChangeAVerdictButNotWhomItIsAbout()
    {
        HostedJudges judges = Host([Rubric("strict")], AnsweringClient.Saying(Four), new ChangingFilter(after: context =>
        {
            Verdict verdict = context.Result.GetValue<Verdict>()!;
            context.Result = new FunctionResult(
                context.Result, verdict with { Score = 3, SampleId = "another", Model = "another", Repeat = 9 });
        }));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Equal((3.0, "s1", "q4_0", 2), (verdict.Score, verdict.SampleId, verdict.Model, verdict.Repeat));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData(5.0)]
    public async Task WhatIsNoVerdictIsNoScore(object? value)
    {
        HostedJudges judges = Host([Rubric("strict")], AnsweringClient.Saying(Four), new ChangingFilter(after: context =>
            context.Result = value is null
                ? new FunctionResult(context.Function)
                : new FunctionResult(context.Result, value)));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Null(verdict.Score);
        Assert.NotNull(verdict.Failure);
        Assert.Contains("filter", verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(6.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task AScoreThatIsNotOnTheMenuIsNoScore(double score)
    {
        HostedJudges judges = Host([Rubric("strict")], AnsweringClient.Saying(Four), new ChangingFilter(after: context =>
            context.Result = new FunctionResult(
                context.Result, context.Result.GetValue<Verdict>()! with { Score = score })));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Null(verdict.Score);
        Assert.NotNull(verdict.Failure);
    }

    [Fact]
    public async Task AFilterThatStopsTheCallLeavesTheTextUnscoredAndSaysWhy()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        HostedJudges judges = Host([Rubric("strict")], client, new ChangingFilter(_ =>
            throw new UnauthorizedAccessException("no personal data")));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Equal((null, JudgingFailure.Refusal), (verdict.Score, verdict.Failure));
        Assert.Equal(("s1", 0.25), (verdict.SampleId, verdict.InclusionProbability));
        Assert.Contains("no personal data", verdict.Message, StringComparison.Ordinal);
        Assert.Empty(client.Seen);
    }

    [Fact]
    public async Task AReviewThatAFilterPutsOffTheMenuGoesToAPerson()
    {
        AnsweringClient client = AnsweringClient.Saying(
            Four, """{"reasoning": "r", "evidence": "failed at 12 bar", "action": "overturn", "verdict": 1}""");
        HostedJudges judges = Host([Master("master")], client, new ChangingFilter(after: context =>
            context.Result = new FunctionResult(
                context.Result, context.Result.GetValue<MasterReview>()! with { Score = 7 })));
        MasterReview review = await judges.ReviewAsync("master", Request);
        Assert.True(review.NeedsHuman);
        Assert.NotEmpty(review.HumanReason!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AVerdictThatContradictsItselfIsNoScore(bool isScored)
    {
        HostedJudges judges = Host([Rubric("strict")], AnsweringClient.Saying(Four), new ChangingFilter(after: context =>
            context.Result = new FunctionResult(context.Result, context.Result.GetValue<Verdict>()! with
            {
                Score = isScored ? 4 : null,
                Failure = isScored ? JudgingFailure.Parse : null,
            })));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Equal((null, JudgingFailure.Refusal), (verdict.Score, verdict.Failure));
        Assert.Contains("filter", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFilterMayAnswerInAJudgesPlace()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        HostedJudges judges = Host([Rubric("strict")], client, new AnsweringFilter(
            new Verdict { Judge = "x", SampleId = "x", Model = "x", Score = 2 }));
        Verdict verdict = await judges.JudgeAsync("strict", Request);
        Assert.Equal(("strict", "s1", 2.0, 0.25),
            (verdict.Judge, verdict.SampleId, verdict.Score, verdict.InclusionProbability));
        Assert.Empty(client.Seen);
    }

    private sealed class AnsweringFilter(object result) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(
            FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            context.Result = new FunctionResult(context.Function, result);
            return Task.CompletedTask;
        }
    }
}
