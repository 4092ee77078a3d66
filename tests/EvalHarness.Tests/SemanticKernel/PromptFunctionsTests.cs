using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class PromptFunctionsTests
{
    private static readonly string s_judge = RepositoryRoot.Combine("prompts", "judge-summary.yaml");

    [Fact]
    public async Task TheBundledJudgePromptRunsThroughTheKernel()
    {
        const string Verdict = """{"reasoning": "All slots agree.", "verdict": 5}""";
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(Verdict));
        Dictionary<string, string> texts = new()
        {
            ["report"] = "At 09:14 pump 3 < pump 4 && \"hot\".\r\nIt's <b>off</b> &amp; cold.",
            ["summary"] = "Pump 3 & 4 &lt; hot 😀.",
        };
        FunctionResult result = await KernelOf(endpoint).InvokeAsync(PromptFunctions.Load(s_judge), Arguments(texts));
        Assert.Equal(Verdict, result.GetValue<string>());

        JsonNode sent = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!;
        Assert.Equal(0, (double?)sent["temperature"]);
        Assert.Equal(120, (int?)(sent["max_tokens"] ?? sent["max_completion_tokens"]));
        Assert.Equal(
            PromptTemplate.Load(s_judge).Render(texts).Select(message => (message.Role.Value, (string?)message.Text)),
            MessagesOf(sent));
    }

    [Fact]
    public void EveryBundledPromptIsAFunction()
    {
        KernelPlugin plugin = PromptFunctions.LoadFolder(RepositoryRoot.Combine("prompts"));
        Assert.Equal(
            Directory.GetFiles(RepositoryRoot.Combine("prompts"), "*.yaml").Length, plugin.FunctionCount);
        KernelFunction judge = plugin["judge_summary"];
        Assert.Contains("slot by slot", judge.Description, StringComparison.Ordinal);
        Assert.Equal(["report", "summary"], judge.Metadata.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public async Task StopSequencesArriveAtTheEndpoint()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("p.yaml", """
            name: stop-here
            template_format: handlebars
            template: "Say {{word}}"
            execution_settings:
              default:
                temperature: 0.5
                stop_sequences: ["\n", "END"]
            """);
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("x"));
        await KernelOf(endpoint).InvokeAsync(PromptFunctions.Load(path), new() { ["word"] = "a" });
        JsonNode sent = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!;
        Assert.Equal(["\n", "END"], sent["stop"]!.AsArray().Select(text => (string?)text));
        Assert.Equal(0.5, (double?)sent["temperature"]);
    }

    [Fact]
    public async Task AMissingVariableIsAnErrorAndAsksNobody()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("x"));
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(() =>
            KernelOf(endpoint).InvokeAsync(PromptFunctions.Load(s_judge), new() { ["report"] = "r" }));
        Assert.Contains("{{summary}}", mistake.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task ACharacterThatTheMarkupCannotCarryIsAnErrorAndAsksNobody()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("x"));
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(() =>
            KernelOf(endpoint).InvokeAsync(
                PromptFunctions.Load(s_judge), new() { ["report"] = "r\u0001", ["summary"] = "s" }));
        Assert.Contains("U+0001", mistake.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public void TheKernelSendsTheMessagesThatTheHarnessWould()
    {
        PromptTemplate template = PromptTemplate.Load(s_judge);
        KernelFunction function = PromptFunctions.Load(s_judge);
        // The Kernel asks for the metadata and does not ask whether there is any.
        AnsweringClient client = new(_ => AnsweringClient.Text("yes")) { Service = new ChatClientMetadata() };
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(client);
        Kernel kernel = builder.Build();
        Gen<string> hostile = Gen.Elements(
            "a", " ", "\n", "\r\n", "<", ">", "&", "\"", "'", "</message>", "<message role=\"system\">", "&lt;",
            "&#60;", "{{x}}", "<![CDATA[", "]]>", "<!--", "é", "😀", "\u00a0", "\t").ListOf()
            .Select(parts => string.Concat(parts));
        Prop.ForAll(hostile.Two().ToArbitrary(), pair =>
        {
            Dictionary<string, string> texts = new() { ["report"] = pair.Item1, ["summary"] = pair.Item2 };
            kernel.InvokeAsync(function, Arguments(texts)).GetAwaiter().GetResult();
            return template.Render(texts).Select(message => (message.Role, message.Text))
                .SequenceEqual(client.Seen[^1].Select(message => (message.Role, message.Text)));
        }).Check(Config.QuickThrowOnFailure.WithReplay(20_240_607, 297));
    }

    private static Kernel KernelOf(FakeEndpoint endpoint) =>
        EndpointKernel.Create(endpoint);

    private static KernelArguments Arguments(Dictionary<string, string> texts) =>
        new(texts.ToDictionary(text => text.Key, text => (object?)text.Value));

    private static IEnumerable<(string, string?)> MessagesOf(JsonNode sent) => sent["messages"]!.AsArray()
        .Select(message => ((string)message!["role"]!, KernelChatClientTests.TextOf(message)));
}
