using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class JudgeFunctionsTests
{
    private static readonly JudgeDefinition s_definition = new()
    {
        Name = "strict",
        Configuration = new() { Model = "m", Task = "t", Prompt = "", Output = "summary" },
        Prompt = PromptTemplate.Load(RepositoryRoot.Combine("prompts", "judge-summary.yaml")),
    };

    [Fact]
    public async Task AJudgeIsAFunctionThatGivesAVerdict()
    {
        Verdict verdict = await JudgeAsync("""{"reasoning": "The pump is wrong.", "verdict": 2}""");
        Assert.Equal(2, verdict.Score);
        Assert.Equal("The pump is wrong.", verdict.Reasoning);
        Assert.Equal(1, verdict.Calls);
        Assert.Equal(20, verdict.Usage.InputTokens);
    }

    [Theory]
    [InlineData("I would say it is a solid 5 out of 5.", JudgingFailure.Parse)]
    [InlineData("""{"reasoning": "Superb.", "verdict": 9}""", JudgingFailure.OffMenu)]
    [InlineData("""{"reasoning": "Sup""", JudgingFailure.Parse)]
    [InlineData("{\"verdict\": 1} {\"verdict\": 5}", JudgingFailure.Parse)]
    public async Task JunkIsNoScore(string answer, JudgingFailure failure)
    {
        Verdict verdict = await JudgeAsync(answer);
        Assert.Null(verdict.Score);
        Assert.Equal(failure, verdict.Failure);
    }

    [Fact]
    public async Task TheFunctionIsDocumentedAndWantsEveryText()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(""));
        Kernel kernel = KernelOf(endpoint);
        KernelFunction function = CreateFunction();
        KernelFunctionMetadata about = function.Metadata;
        Assert.NotEmpty(about.Description);
        Assert.Equal(["report", "summary"], about.Parameters.Select(parameter => parameter.Name));
        Assert.All(about.Parameters, parameter => Assert.True(parameter.IsRequired));
        Assert.All(about.Parameters, parameter => Assert.NotEmpty(parameter.Description));
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => kernel.InvokeAsync(function, new() { ["summary"] = "s" }));
        Assert.Contains("no argument \"report\"", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJudgeBehindAConnectorIsHeldToTheSchemaOfItsAnswer()
    {
        await using FakeEndpoint endpoint = new((_, _) =>
            FakeReply.Answer("""{"reasoning": "It is right.", "verdict": 5}"""));
        Kernel kernel = KernelOf(endpoint);
        await kernel.InvokeAsync(
            CreateFunction(), new() { ["report"] = "r", ["summary"] = "s" });
        JsonNode format = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!["response_format"]!;
        Assert.Equal("json_schema", (string?)format["type"]);
        Assert.NotNull(format["json_schema"]!["schema"]!["properties"]!["verdict"]);
    }

    [Fact]
    public async Task AJudgeOfAConfigurationIsReadAsInARunWithItsThinkingTags()
    {
        using JudgedEvaluation evaluation = new(samples: 3);
        evaluation.Evaluation.Configuration["generation"]!["thinkingTags"] = new JsonArray("draft");
        string path = evaluation.Evaluation.WriteConfiguration();
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddKeyedSingleton<IChatClient>("critic", AnsweringClient.Saying(
            $"<draft>{JudgedEvaluation.Grade(1)}</draft>{JudgedEvaluation.Grade(4)}"));
        Kernel kernel = builder.Build();
        kernel.Plugins.Add(await JudgeFunctions.LoadPluginAsync(path));
        Verdict? verdict = await kernel.InvokeAsync<Verdict>(
            "judges", "local", new() { ["question"] = "What is item 001?", ["output"] = "answer 001" });
        Assert.Equal(4, verdict!.Score);
    }

    private static async Task<Verdict> JudgeAsync(string answer)
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(answer));
        Kernel kernel = KernelOf(endpoint);
        KernelFunction function = CreateFunction();
        FunctionResult result = await kernel.InvokeAsync(
            function, new() { ["report"] = "Pump 4 failed.", ["summary"] = "Pump 3 failed." });
        return result.GetValue<Verdict>()!;
    }

    private static KernelFunction CreateFunction() =>
        JudgeFunctions.Create(s_definition, seed: 1, "judge_summary");

    private static Kernel KernelOf(FakeEndpoint endpoint) =>
        EndpointKernel.Create(endpoint);
}
