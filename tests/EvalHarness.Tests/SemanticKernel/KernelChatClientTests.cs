using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class KernelChatClientTests
{
    private static readonly ChatMessage[] s_question = [new(ChatRole.User, "2 < 3 && \"x\"?")];

    [Fact]
    public async Task WhatIsAskedForArrivesAtTheEndpoint()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        using KernelChatClient client = Client(endpoint);
        ChatOptions options = new()
        {
            Temperature = 0.5f,
            TopP = 0.9f,
            Seed = 7,
            MaxOutputTokens = 11,
            StopSequences = ["\n\n", "END"],
        };
        await client.GetResponseAsync(s_question, options);
        JsonNode sent = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!;
        Assert.Equal("m", (string?)sent["model"]);
        Assert.Equal(0.5, (double?)sent["temperature"]);
        Assert.Equal(0.9, (double)sent["top_p"]!, 1e-6);
        Assert.Equal(7, (long?)sent["seed"]);
        Assert.Equal(11, (int?)(sent["max_tokens"] ?? sent["max_completion_tokens"]));
        Assert.Equal(["\n\n", "END"], sent["stop"]!.AsArray().Select(text => (string?)text));
        Assert.Equal("2 < 3 && \"x\"?", TextOf(sent["messages"]![0]!));
    }

    [Fact]
    public async Task UsageAndFinishReasonAreReadFromTheConnectorsMetadata()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        using KernelChatClient client = Client(endpoint);
        ChatResponse response = await client.GetResponseAsync(s_question);
        Assert.Equal("yes", response.Text);
        Assert.Equal(20, response.Usage?.InputTokenCount);
        Assert.Equal(10, response.Usage?.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task AnAnswerThatWasCutOffSaysSo()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes") with
        {
            Body = FakeReply.Answer("yes").Body.Replace("\"stop\"", "\"length\"", StringComparison.Ordinal),
        });
        using KernelChatClient client = Client(endpoint);
        Assert.Equal(ChatFinishReason.Length, (await client.GetResponseAsync(s_question)).FinishReason);
    }

    [Fact]
    public async Task LogProbabilitiesComeWithTheAnswer()
    {
        JsonNode answer = JsonNode.Parse(FakeReply.Answer("yes").Body)!;
        answer["choices"]![0]!["logprobs"] = JsonNode.Parse(
            """
            {"content": [{"token": "yes", "logprob": -0.25, "bytes": null,
              "top_logprobs": [{"token": "no", "logprob": -1.5, "bytes": null}]}]}
            """);
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Body = answer.ToJsonString() });
        using KernelChatClient client = Client(endpoint);
        ChatResponse response = await client.GetResponseAsync(
            s_question, new ChatOptions { AdditionalProperties = new() { [LogProbabilityOption.Name] = 2 } });
        JsonNode sent = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!;
        Assert.True((bool?)sent["logprobs"]);
        Assert.Equal(2, (int?)sent["top_logprobs"]);
        List<TextLogProbability> tokens = Assert.IsType<List<TextLogProbability>>(
            response.AdditionalProperties![LogProbabilityOption.Result]);
        Assert.Equal(-0.25, Assert.Single(tokens).LogProbability);
        Assert.Equal(new TextAlternative("no", -1.5), Assert.Single(tokens[0].Alternatives));
    }

    [Theory]
    [InlineData("429", true)]
    [InlineData("500", true)]
    [InlineData("reset", true)]
    [InlineData("truncated", true)]
    [InlineData("invalid JSON", true)]
    [InlineData("no chat completion", true)]
    [InlineData("empty body", true)]
    [InlineData("empty text", true)]
    [InlineData("no choice", true)]
    [InlineData("error with status 200", true)]
    public async Task AFaultIsAnErrorAndNeverAnOutput(string fault, bool isTransient)
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault(fault));
        using KernelChatClient client = Client(endpoint);
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetResponseAsync(s_question));
        Assert.Equal(isTransient, failure.IsTransient);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task ARefusalSaysHowLongToWait()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("429"));
        using KernelChatClient client = Client(endpoint);
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetResponseAsync(s_question));
        Assert.Equal((429, TimeSpan.FromSeconds(1)), (failure.Status, failure.RetryAfter));
    }

    [Fact]
    public async Task AWrongRequestIsNotWorthRepeatingAndNoMessageShowsTheKey()
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply
        {
            Status = 400,
            Body = """{"error":{"message":"the key sk-secret may not do this"}}""",
        });
        using KernelChatClient client = Client(endpoint);
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetResponseAsync(s_question));
        Assert.False(failure.IsTransient);
        Assert.DoesNotContain("sk-secret", failure.Message, StringComparison.Ordinal);
        Assert.Contains("${apiKey}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingEndsACallThatHangs()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        using KernelChatClient client = Client(endpoint);
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetResponseAsync(s_question, cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task AKernelWithAChatClientAloneIsAskedAsWell()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        using KernelChatClient served = Client(endpoint);
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddKeyedSingleton<IChatClient>("one", served);
        using KernelChatClient client = KernelChatClient.From(builder.Build(), "one");
        Assert.Equal("yes", (await client.GetResponseAsync(s_question)).Text);
    }

    [Fact]
    public void AKernelWithoutAChatModelIsTheUsersMistake()
    {
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(
            () => KernelChatClient.From(Kernel.CreateBuilder().Build()));
        Assert.Contains("no chat model", mistake.Message, StringComparison.Ordinal);
    }

    internal static string? TextOf(JsonNode message) => message["content"] switch
    {
        JsonArray parts => string.Concat(parts.Select(part => (string?)part!["text"])),
        JsonNode text => (string?)text,
        null => null,
    };

    private static KernelChatClient Client(FakeEndpoint endpoint) => KernelChatClient.From(
        EndpointKernel.Create(endpoint, "sk-secret"), secret: "sk-secret");
}
