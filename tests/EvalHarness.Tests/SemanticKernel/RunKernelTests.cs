using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using static EvalHarness.Tests.Testing.HostedJudges;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class RunKernelTests
{
    [Fact]
    public async Task AMasterReviewsThroughTheKernel()
    {
        AnsweringClient client = AnsweringClient.Saying(
            """{"reasoning": "r", "verdict": 2}""",
            """{"reasoning": "r", "evidence": "failed at 12 bar", "action": "overturn", "verdict": 1}""");
        RecordingFilter filter = new();
        HostedJudges judges = Host([Master("master")], client, filter);
        MasterReview review = await judges.ReviewAsync("master", Request);
        Assert.Equal((ReviewAction.Overturn, 1.0), (review.Action!.Value, review.Score!.Value));
        Assert.Equal(2, review.Blind.Score);
        Assert.Equal(["judges.master"], filter.Names);
        Assert.Equal(2, client.Seen.Count);
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
        RecordingFilter filter = new();
        HostedJudges judges = Host([definition], new AnsweringClient(TieWithItsNonce), filter);
        Verdict verdict = await judges.JudgeAsync(
            "pair", Request with { BaselineOutput = "A pump failed." }, default);
        Assert.Equal(0, verdict.Score);
        Assert.Equal("Pump 4 failed.", filter.Arguments[0]["a"]);
        Assert.Equal("A pump failed.", filter.Arguments[0]["b"]);
    }

    [Fact]
    public async Task NamesOfJudgesBecomeNamesOfFunctionsAndStayApart()
    {
        HostedJudges judges = Host([Rubric("a-b"), Rubric("a_b"), Rubric("a.b")], AnsweringClient.Saying(Four));
        Assert.Equal(
            ["a_b", "a_b_2", "a_b_3"],
            judges.Kernel.Plugins["judges"].Select(function => function.Name).Order(StringComparer.Ordinal));
        Assert.Equal("a.b", (await judges.JudgeAsync("a.b", Request)).Judge);
    }

    [Fact]
    public async Task AFunctionThatLacksATextSaysWhichOne()
    {
        HostedJudges judges = Host([Rubric("strict")], AnsweringClient.Saying(Four));
        KernelFunction function = judges.Kernel.Plugins["judges"]["strict"];
        Assert.Equal(["report", "summary"], function.Metadata.Parameters.Select(parameter => parameter.Name));
        Assert.All(function.Metadata.Parameters, parameter => Assert.NotEmpty(parameter.Description));
        Verdict verdict = (await judges.Kernel.InvokeAsync(
            function, new() { ["report"] = "r", ["summary"] = "s" })).GetValue<Verdict>()!;
        Assert.Equal(4, verdict.Score);
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => judges.Kernel.InvokeAsync(function, new() { ["summary"] = "s" }));
        Assert.Contains("no argument \"report\"", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatIsNotThereIsAnErrorThatNamesIt()
    {
        HostedJudges judges = new(RunKernel.Create(), new Dictionary<string, IHostedJudge>());
        judges = judges with { Judges = judges.Run.Host([Rubric("strict")], _ => null, seed: 7) };
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => judges.JudgeAsync("strict", Request));
        Assert.Contains("\"m\"", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallThatIsCancelledIsNoVerdict()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Host([Rubric("strict")], AnsweringClient.Saying(Four), new RecordingFilter())
                .JudgeAsync("strict", Request, cancelled.Token));
    }

    [Fact]
    public async Task ARunThatWasStoppedStaysStopped()
    {
        using CancellationTokenSource stop = new();
        AnsweringClient client = new(_ => throw new StoppedException(stop.Token));
        await Assert.ThrowsAsync<StoppedException>(() =>
            Host([Rubric("strict")], client, new RecordingFilter()).JudgeAsync("strict", Request));
    }

    [Fact]
    public async Task FieldsWhoseNamesDifferInCaseAloneKeepTheirTexts()
    {
        AnsweringClient client = AnsweringClient.Saying(Four);
        Dictionary<string, string> fields = new() { ["report"] = "the report", ["REPORT"] = "another text" };
        await Host([Rubric("strict")], client, new RecordingFilter())
            .JudgeAsync("strict", Request with { Fields = fields });
        Assert.Contains("the report", client.Seen[0][^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("another text", client.Seen[0][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKernelOfTheUsersIsUsedAndNotChanged()
    {
        RecordingFilter filter = new();
        Kernel own = Kernel.CreateBuilder().Build();
        own.FunctionInvocationFilters.Add(filter);
        own.Plugins.AddFromFunctions("support", [KernelFunctionFactory.CreateFromMethod(() => "yes", "answer")]);
        await using RunKernel run = RunKernel.From(own);
        HostedJudges judges = new(run, run.Host([Rubric("strict")], _ => AnsweringClient.Saying(Four), seed: 7));
        Assert.Equal(4, (await judges.JudgeAsync("strict", Request)).Score);
        Assert.Equal(["judges.strict"], filter.Names);
        Assert.Equal("support", Assert.Single(own.Plugins).Name);
        Assert.Equal(["judges", "support"], run.Kernel.Plugins.Select(plugin => plugin.Name).Order());
    }

    [Fact]
    public void AKernelWhosePluginTakesTheJudgesNameIsRefused()
    {
        Kernel own = Kernel.CreateBuilder().Build();
        own.Plugins.AddFromFunctions("Judges", [KernelFunctionFactory.CreateFromMethod(() => "yes", "answer")]);
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => RunKernel.From(own));
        Assert.Contains("Rename the plugin", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheJudgesOfAnEarlierCallAreReplaced()
    {
        HostedJudges judges = Host([Rubric("strict"), Rubric("mild")], AnsweringClient.Saying(Four));
        judges.Run.Host([Rubric("other")], _ => null, seed: 7);
        Assert.Equal("other", Assert.Single(judges.Kernel.Plugins["judges"]).Name);
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
            Verdict one = Host([Rubric("strict")], through).JudgeAsync("strict", request)
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
}
