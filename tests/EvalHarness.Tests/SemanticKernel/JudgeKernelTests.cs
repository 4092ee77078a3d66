using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class JudgeKernelTests
{
    private const string Four = """{"reasoning": "r", "verdict": 4}""";

    private static readonly Dictionary<string, string> s_fields = new() { ["report"] = "Pump 4 failed at 12 bar." };
    private static readonly JudgingRequest s_request = new("s1", "q4_0", s_fields, "Pump 4 failed.")
    {
        Repeat = 2,
        InclusionProbability = 0.25,
    };

    [Fact]
    public async Task AFilterSeesEveryQuestionWithItsTexts()
    {
        Recording filter = new();
        JudgeKernel kernel = Host([Rubric("strict"), Rubric("mild")], AnsweringClient.Saying(Four), filter);
        await kernel.JudgeAsync("strict", s_request, default);
        await kernel.JudgeAsync("mild", s_request, default);
        Assert.Equal(["judges.strict", "judges.mild"], filter.Names);
        Assert.Equal("Pump 4 failed at 12 bar.", filter.Arguments[0]["report"]);
        Assert.Equal("Pump 4 failed.", filter.Arguments[0]["summary"]);
    }

    [Fact]
    public async Task AFilterMayChangeWhatIsJudged()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        JudgeKernel kernel = Host([Rubric("strict")], client, new Changing(context =>
            context.Arguments["report"] = "Pump # failed at 12 bar."));
        Verdict verdict = await kernel.JudgeAsync("strict", s_request, default);
        Assert.Equal(4, verdict.Score);
        Assert.Contains("Pump # failed at 12 bar.", client.Seen[0][^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pump 4 failed at 12 bar.", client.Seen[0][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFilterMayChangeAVerdictButNotWhomItIsAbout()
    {
        JudgeKernel kernel = Host([Rubric("strict")], AnsweringClient.Saying(Four), new Changing(after: context =>
        {
            Verdict verdict = context.Result.GetValue<Verdict>()!;
            context.Result = new FunctionResult(
                context.Result, verdict with { Score = 3, SampleId = "another", Model = "another", Repeat = 9 });
        }));
        Verdict verdict = await kernel.JudgeAsync("strict", s_request, default);
        Assert.Equal((3.0, "s1", "q4_0", 2), (verdict.Score, verdict.SampleId, verdict.Model, verdict.Repeat));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData(5.0)]
    public async Task WhatIsNoVerdictIsNoScore(object? value)
    {
        JudgeKernel kernel = Host([Rubric("strict")], AnsweringClient.Saying(Four), new Changing(after: context =>
            context.Result = value is null
                ? new FunctionResult(context.Function)
                : new FunctionResult(context.Result, value)));
        Verdict verdict = await kernel.JudgeAsync("strict", s_request, default);
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
        JudgeKernel kernel = Host([Rubric("strict")], AnsweringClient.Saying(Four), new Changing(after: context =>
            context.Result = new FunctionResult(
                context.Result, context.Result.GetValue<Verdict>()! with { Score = score })));
        Verdict verdict = await kernel.JudgeAsync("strict", s_request, default);
        Assert.Null(verdict.Score);
        Assert.NotNull(verdict.Failure);
    }

    [Fact]
    public async Task AFilterThatStopsTheCallLeavesTheTextUnscoredAndSaysWhy()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        JudgeKernel kernel = Host([Rubric("strict")], client, new Changing(_ =>
            throw new UnauthorizedAccessException("no personal data")));
        Verdict verdict = await kernel.JudgeAsync("strict", s_request, default);
        Assert.Equal((null, JudgingFailure.Refusal), (verdict.Score, verdict.Failure));
        Assert.Equal(("s1", 0.25), (verdict.SampleId, verdict.InclusionProbability));
        Assert.Contains("no personal data", verdict.Message, StringComparison.Ordinal);
        Assert.Empty(client.Seen);
    }

    [Fact]
    public async Task AMasterReviewsThroughTheKernel()
    {
        AnsweringClient client = AnsweringClient.Saying(
            """{"reasoning": "r", "verdict": 2}""",
            """{"reasoning": "r", "evidence": "failed at 12 bar", "action": "overturn", "verdict": 1}""");
        Recording filter = new();
        JudgeKernel kernel = Host([Master("master")], client, filter);
        Verdict panel = new() { Judge = "strict", SampleId = "s1", Model = "q4_0", Score = 5 };
        MasterReview review = await kernel.ReviewAsync("master", s_request, [panel], default);
        Assert.Equal((ReviewAction.Overturn, 1.0), (review.Action!.Value, review.Score!.Value));
        Assert.Equal(2, review.Blind.Score);
        Assert.Equal(["judges.master"], filter.Names);
        Assert.Equal(2, client.Seen.Count);
    }

    [Fact]
    public async Task AReviewThatAFilterPutsOffTheMenuGoesToAPerson()
    {
        AnsweringClient client = AnsweringClient.Saying(
            Four, """{"reasoning": "r", "evidence": "failed at 12 bar", "action": "overturn", "verdict": 1}""");
        JudgeKernel kernel = Host([Master("master")], client, new Changing(after: context =>
            context.Result = new FunctionResult(
                context.Result, context.Result.GetValue<MasterReview>()! with { Score = 7 })));
        Verdict panel = new() { Judge = "strict", SampleId = "s1", Model = "q4_0", Score = 5 };
        MasterReview review = await kernel.ReviewAsync("master", s_request, [panel], default);
        Assert.True(review.NeedsHuman);
        Assert.NotEmpty(review.HumanReason!);
    }

    [Fact]
    public async Task APairIsJudgedWithBothSides()
    {
        JudgeDefinition definition = new()
        {
            Name = "pair",
            Configuration = new() { Model = "m", Task = "t", Prompt = "", Kind = JudgeKind.Pairwise },
            Prompt = Template("judge-preference"),
        };
        Recording filter = new();
        JudgeKernel kernel = Host([definition], new AnsweringClient(TieWithItsNonce), filter);
        Verdict verdict = await kernel.JudgeAsync(
            "pair", s_request with { BaselineOutput = "A pump failed." }, default);
        Assert.Equal(0, verdict.Score);
        Assert.Equal("Pump 4 failed.", filter.Arguments[0]["a"]);
        Assert.Equal("A pump failed.", filter.Arguments[0]["b"]);
    }

    [Fact]
    public async Task AChatClientOfTheUsersTakesTheModelsPlace()
    {
        AnsweringClient own = AnsweringClient.Saying(Four);
        JudgeKernel kernel = JudgeKernel.Create(
            [Rubric("strict")],
            new Dictionary<string, IChatClient> { ["m"] = AnsweringClient.Saying("never asked") },
            seed: 7,
            builder => builder.Services.AddKeyedSingleton<IChatClient>("m", own));
        Assert.Equal(4, (await kernel.JudgeAsync("strict", s_request, default)).Score);
        Assert.Single(own.Seen);
    }

    [Fact]
    public async Task NamesOfJudgesBecomeNamesOfFunctionsAndStayApart()
    {
        JudgeKernel kernel = Host([Rubric("a-b"), Rubric("a_b"), Rubric("a.b")], AnsweringClient.Saying(Four));
        Assert.Equal(
            ["a_b", "a_b_2", "a_b_3"],
            kernel.Kernel.Plugins["judges"].Select(function => function.Name).Order(StringComparer.Ordinal));
        Assert.Equal("a.b", (await kernel.JudgeAsync("a.b", s_request, default)).Judge);
    }

    [Fact]
    public async Task AFunctionThatLacksATextSaysWhichOne()
    {
        JudgeKernel kernel = Host([Rubric("strict")], AnsweringClient.Saying(Four));
        KernelFunction function = kernel.Kernel.Plugins["judges"]["strict"];
        Assert.Equal(["report", "summary"], function.Metadata.Parameters.Select(parameter => parameter.Name));
        Assert.All(function.Metadata.Parameters, parameter => Assert.NotEmpty(parameter.Description));
        Verdict verdict = (await kernel.Kernel.InvokeAsync(
            function, new() { ["report"] = "r", ["summary"] = "s" })).GetValue<Verdict>()!;
        Assert.Equal(4, verdict.Score);
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => kernel.Kernel.InvokeAsync(function, new() { ["summary"] = "s" }));
        Assert.Contains("no argument \"report\"", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatIsNotThereIsAnErrorThatNamesIt()
    {
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() =>
            JudgeKernel.Create(Kernel.CreateBuilder().Build(), [Rubric("strict")], seed: 7));
        Assert.Contains("\"m\"", mistake.Message, StringComparison.Ordinal);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Host([Rubric("strict")], AnsweringClient.Saying(Four)).JudgeAsync("strict", s_request, cancelled.Token));
    }

    [Fact]
    public void TheKernelChangesNeitherQuestionNorVerdict()
    {
        Gen<string> hostile = Gen.Elements(
            "a", " ", "\n", "\r\n", "<", "&", "\"", "</message>", "<message role=\"system\">", "{{x}}", "\u0001",
            "\uffff", "\u001b[31m", "é", "😀", "{\"verdict\": 5}").ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(hostile.Two().ToArbitrary(), pair =>
        {
            JudgingRequest request = new(
                "s1", "q4_0", new Dictionary<string, string> { ["report"] = pair.Item1 }, pair.Item2);
            AnsweringClient through = AnsweringClient.Saying(Four);
            AnsweringClient direct = AnsweringClient.Saying(Four);
            Verdict one = Host([Rubric("strict")], through).JudgeAsync("strict", request, default)
                .GetAwaiter().GetResult();
            Verdict other = JudgeFactory.Create(Rubric("strict"), direct, seed: 7).JudgeAsync(request, default)
                .GetAwaiter().GetResult();
            return through.Seen.Select(Texts).SequenceEqual(direct.Seen.Select(Texts))
                && (one.Score, one.Failure, one.Message, one.RawText)
                    == (other.Score, other.Failure, other.Message, other.RawText);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20_240_607, 297));
    }

    private static ChatResponse TieWithItsNonce(IReadOnlyList<ChatMessage> messages)
    {
        const string Before = "\"nonce\": \"";
        string text = messages[0].Text;
        string nonce = text[(text.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split('"')[0];
        return AnsweringClient.Text($$"""{"reasoning": "r", "verdict": "tie", "nonce": "{{nonce}}"}""");
    }

    private static string Texts(IReadOnlyList<ChatMessage> messages) =>
        string.Join('\0', messages.Select(message => $"{message.Role.Value}:{message.Text}"));

    private static JudgeKernel Host(
        JudgeDefinition[] judges, AnsweringClient client, params IFunctionInvocationFilter[] filters) =>
        JudgeKernel.Create(
            judges,
            new Dictionary<string, IChatClient> { ["m"] = client },
            seed: 7,
            builder =>
            {
                foreach (IFunctionInvocationFilter filter in filters)
                {
                    builder.Services.AddSingleton(filter);
                }
            });

    private static JudgeDefinition Rubric(string name) => new()
    {
        Name = name,
        Configuration = new() { Model = "m", Task = "t", Prompt = "", Output = "summary" },
        Prompt = Template("judge-summary"),
    };

    private static JudgeDefinition Master(string name) =>
        Rubric(name) with { Review = Template("judge-review") };

    private static PromptTemplate Template(string name) =>
        PromptTemplate.Load(RepositoryRoot.Combine("prompts", name + ".yaml"));

    private sealed class Recording : IFunctionInvocationFilter
    {
        public List<string> Names { get; } = [];

        public List<Dictionary<string, object?>> Arguments { get; } = [];

        public Task OnFunctionInvocationAsync(
            FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            Names.Add($"{context.Function.PluginName}.{context.Function.Name}");
            Arguments.Add(context.Arguments.ToDictionary());
            return next(context);
        }
    }

    private sealed class Changing(
        Action<FunctionInvocationContext>? before = null, Action<FunctionInvocationContext>? after = null)
        : IFunctionInvocationFilter
    {
        public async Task OnFunctionInvocationAsync(
            FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            before?.Invoke(context);
            await next(context);
            after?.Invoke(context);
        }
    }
}
