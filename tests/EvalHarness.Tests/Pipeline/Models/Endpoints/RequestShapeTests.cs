using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

/// <summary>Requests that an endpoint wants otherwise than they would be made.</summary>
public sealed class RequestShapeTests
{
    private static readonly ChatOptions s_options = new()
    {
        Temperature = 0,
        MaxOutputTokens = 9,
        Seed = 3,
        StopSequences = ["\n"],
    };

    private readonly List<string> _notices = [];

    [Fact]
    public async Task WhatIsPlainlyRefusedIsRenamedOrLeftOutOnceAndFromThenOn()
    {
        await using FakeEndpoint endpoint = new((body, _) => Keys(body) switch
        {
            var keys when keys.Contains("max_tokens") => Refuse(
                "Unsupported parameter: 'max_tokens'. Try 'max_completion_tokens'.", "unsupported_parameter"),
            var keys when keys.Contains("temperature") => Refuse(
                "Unsupported value: 'temperature' must be left alone.", "unsupported_value"),
            _ => FakeReply.Answer("right"),
        });
        using OpenAIChatClientAdapter client = Connect(endpoint);
        Assert.Equal("right", (await Ask(client)).Text);
        Assert.Equal("right", (await Ask(client)).Text);
        Assert.Equal(4, endpoint.Requests.Count);
        Assert.Equal(
            ["model", "messages", "max_completion_tokens", "seed", "stop"], Keys(endpoint.Requests.Last().Body));
        Assert.Equal(
            ["asked with \"max_completion_tokens\" in place of \"max_tokens\"", "asked without \"temperature\""],
            client.Changes);
        Assert.Equal(2, _notices.Count);
    }

    [Theory]
    [InlineData("""{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}""", 422, "seed")]
    [InlineData("""{"error":{"message":"Unrecognized request argument supplied: seed"}}""", 400, "seed")]
    [InlineData("""{"error":{"message":"This parameter is not supported.","param":"stop"}}""", 400, "stop")]
    [InlineData("""{"error":{"message":"'stop' is not supported with this model"}}""", 400, "stop")]
    [InlineData("""{"message":"property 'temperature' is unsupported"}""", 400, "temperature")]
    public async Task ARefusalIsUnderstoodInManyForms(string body, int status, string key)
    {
        await using FakeEndpoint endpoint = new((asked, _) => Keys(asked).Contains(key)
            ? new FakeReply { Status = status, Body = body }
            : FakeReply.Answer("right"));
        using OpenAIChatClientAdapter client = Connect(endpoint);
        Assert.Equal("right", (await Ask(client)).Text);
        Assert.Equal($"asked without \"{key}\"", Assert.Single(client.Changes));
    }

    [Theory]
    [InlineData("""{"detail":"The seed of doubt"}""", "The seed of doubt")]
    [InlineData("""{"error":{"message":"max_tokens is too large: 9 > 4"}}""", "too large")]
    [InlineData("""{"detail":[{"loc":["body","temperature"],"msg":"must be above 0"},{"loc":["body"],"msg":"and more"}]}""", "body.temperature: must be above 0; body: and more")]
    public async Task OtherRefusalsAreShownWholeWithTheKeyToChange(string body, string words)
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Status = 400, Body = body });
        using OpenAIChatClientAdapter client = Connect(endpoint);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => Ask(client));
        Assert.False(error.IsTransient);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("\"parameters\" of the model", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
        Assert.Empty(client.Changes);
    }

    [Theory]
    [InlineData("""{"error":{"message":"We do not support this; please stop."}}""")]
    [InlineData("""{"error":{"message":"The messages are too long","param":"messages"}}""")]
    public async Task ARefusalOfSomethingElseSpeaksOfNoParameters(string body)
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Status = 400, Body = body });
        using OpenAIChatClientAdapter client = Connect(endpoint);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => Ask(client));
        Assert.DoesNotContain("\"parameters\"", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
        Assert.Empty(client.Changes);
    }

    [Fact]
    public async Task AnEndpointThatOnlyStreamsIsAskedForStreams()
    {
        await using FakeEndpoint endpoint = new((body, _) => Keys(body).Contains("stream")
            ? new FakeReply { Body = "data: {\"choices\":[{\"delta\":{\"content\":\"right\"},\"finish_reason\":\"stop\"}]}\n\n" }
            : Refuse("Only streaming is possible: set stream to true.", "invalid"));
        using OpenAIChatClientAdapter client = Connect(endpoint);
        Assert.Equal("right", (await Ask(client)).Text);
        Assert.Equal("right", (await Ask(client)).Text);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task ParametersOfTheConfigurationWinAndAreNeverLeftOut()
    {
        await using FakeEndpoint endpoint = new((body, _) => Keys(body).Contains("seed")
            ? Refuse("Unsupported parameter: seed", "unsupported_parameter")
            : FakeReply.Answer("right"));
        JsonObject parameters = JsonNode.Parse("""
            {"temperature":null,"max_completion_tokens":256,"seed":5,"reasoning_effort":"low",
             "chat_template_kwargs":{"enable_thinking":false,"list":[1,null]}}
            """)!.AsObject();
        using OpenAIChatClientAdapter client = Connect(endpoint, parameters);
        await Assert.ThrowsAsync<EndpointException>(() => Ask(client));
        JsonNode sent = JsonNode.Parse(Assert.Single(endpoint.Requests).Body)!;
        Assert.Equal(
            """{"max_completion_tokens":256,"seed":5,"reasoning_effort":"low","chat_template_kwargs":{"enable_thinking":false,"list":[1,null]}}""",
            new JsonObject(sent.AsObject().Skip(3).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())))
                .ToJsonString());
        Assert.Equal(["model", "messages", "stop"], Keys(sent.ToJsonString())[..3]);
    }

    private static FakeReply Refuse(string message, string code) => new()
    {
        Status = 400,
        Body = JsonSerializer.Serialize(new { error = new { message, code } }),
    };

    private static string[] Keys(string body) => [.. JsonNode.Parse(body)!.AsObject().Select(member => member.Key)];

    private static Task<ChatResponse> Ask(OpenAIChatClientAdapter client) =>
        client.GetResponseAsync([new ChatMessage(ChatRole.User, "?")], s_options);

    private OpenAIChatClientAdapter Connect(FakeEndpoint endpoint, JsonObject? parameters = null) =>
        new(endpoint.Address, "m", null, parameters: parameters, notice: _notices.Add);
}
