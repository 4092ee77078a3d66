using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class EchoLikelihoodsTests
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "The capital is ")];

    [Fact]
    public async Task AContinuationIsScoredByItsOwnTokensWithTheWhiteSpaceOfTheSeam()
    {
        await using FakeEndpoint endpoint = new((body, _) => EchoingServer.Reply(body));
        using EchoLikelihoods model = Ask(endpoint);
        IReadOnlyList<LogLikelihood> scored = await model.ScoreContinuationsAsync(
            s_prompt, ["Rome", "New York"], CancellationToken.None);
        Assert.Equal([new LogLikelihood(-2, 1), new LogLikelihood(-3.5, 2)], scored);
    }

    [Fact]
    public async Task ATextFromItsBeginningIsScoredAfterTheServersBeginToken()
    {
        await using FakeEndpoint endpoint = new((body, _) => EchoingServer.Reply(body));
        using EchoLikelihoods model = Ask(endpoint);
        Assert.Equal(new LogLikelihood(-3.5, 2), await model.ScoreTextAsync("New York", CancellationToken.None));
        Assert.Equal(
            new LogLikelihood(-2, 1),
            Assert.Single(await model.ScoreContinuationsAsync(
                [new ChatMessage(ChatRole.User, "")], ["Rome"], CancellationToken.None)));
    }

    [Fact]
    public async Task AFirstTokenThatFollowsNothingHasNoLogLikelihood()
    {
        await using FakeEndpoint endpoint = new((body, _) => EchoingServer.Reply(body, begin: null));
        using EchoLikelihoods model = Ask(endpoint);
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(
            () => model.ScoreTextAsync("New York", CancellationToken.None));
        Assert.Contains("begin token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AContinuationWithoutATokenOfItsOwnIsRefused()
    {
        await using FakeEndpoint endpoint = new((body, _) => EchoingServer.Reply(body));
        using EchoLikelihoods model = Ask(endpoint);
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(() => model.ScoreContinuationsAsync(
            [new ChatMessage(ChatRole.User, "It is Rom")], ["e"], CancellationToken.None));
        Assert.Contains("No token of the continuation", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatEchoesHasLogLikelihoodsAndOneThatDoesNotSaysWhy()
    {
        await using FakeEndpoint echoing = new((body, _) => EchoingServer.Reply(body));
        await using FakeEndpoint other = new((body, _) => EchoingServer.ReplyWithoutEcho(body));
        await using FakeEndpoint certain = new((body, _) => EchoingServer.Reply(body, rarity: 0));
        Assert.True((await IdentifyAsync(echoing)).GivesLogLikelihoods);
        ModelIdentity without = await IdentifyAsync(other);
        Assert.False(without.GivesLogLikelihoods);
        Assert.Contains("1 tokens for a prompt of 7 tokens", without.WithoutLikelihoods, StringComparison.Ordinal);
        Assert.Contains(
            "certain", (await IdentifyAsync(certain)).WithoutLikelihoods, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerInPlainTextIsAskedForWithThePromptAlone()
    {
        await using FakeEndpoint endpoint = new((body, _) => EchoingServer.Reply(body));
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null, isPlain: true);
        ChatResponse response = await client.GetResponseAsync(
            [new(ChatRole.User, "Is it? ")], new ChatOptions { MaxOutputTokens = 3, StopSequences = ["\n"] });
        Assert.Equal(" yes", response.Text);
        FakeRequest request = Assert.Single(endpoint.Requests);
        Assert.StartsWith("POST /v1/completions ", request.Head, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"model":"m","prompt":"Is it? ","max_tokens":3,"stop":["\n"]}"""),
            JsonNode.Parse(request.Body)));
    }

    private static EchoLikelihoods Ask(FakeEndpoint endpoint) =>
        new(new OpenAIChatClientAdapter(endpoint.Address, "m", null, isPlain: true));

    private static Task<ModelIdentity> IdentifyAsync(FakeEndpoint endpoint) => new OpenAIProvider().IdentifyAsync(
        new ModelSource(
            "m",
            new ModelConfiguration
            {
                Provider = "openai",
                Endpoint = endpoint.Address.ToString(),
                Model = "m",
                Chat = false,
            },
            Place: "$.models.m",
            CacheFolder: ""),
        CancellationToken.None);
}
