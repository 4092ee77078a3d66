using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class OpenAIChatClientAdapterTests
{
    private const string Key = "sk-very-secret";
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Größe?")];

    [Fact]
    public async Task AnAnswerComesWithItsUsageAndFinishReason()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("42 µm"));
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", Key);
        ChatResponse response = await client.GetResponseAsync(s_prompt);
        Assert.Equal("42 µm", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(20, response.Usage?.InputTokenCount);
        Assert.Equal(10, response.Usage?.OutputTokenCount);
        Assert.Contains($"Authorization: Bearer {Key}", endpoint.Requests.Single().Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Withheld by policy.","type":null,"param":"prompt","code":"content_filter","status":400}}""")]
    [InlineData(400, """{"error":{"message":"Withheld.","code":"data_inspection_failed"}}""")]
    [InlineData(200, """{"error":{"message":"Withheld.","code":"content_filter"}}""")]
    [InlineData(200, "data: {\"choices\":[{\"delta\":{\"content\":\"Os\"}}]}\n\ndata: {\"error\":{\"message\":\"Withheld.\",\"code\":\"content_filter\"}}\n\n")]
    public async Task AnAnswerThatAContentFilterWithholdsIsAnOutputAndNotAFailure(int status, string body)
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Status = status, Body = body });
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", Key);
        ChatResponse response = await client.GetResponseAsync(s_prompt);
        Assert.Equal(ChatFinishReason.ContentFilter, response.FinishReason);
        Assert.Equal(ScoreFault.Blocked, ScoreFaults.For(new ModelOutput
        {
            SampleId = "1",
            Text = response.Text,
            FinishReason = response.FinishReason?.Value,
        }));
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task EveryOptionReachesTheEndpoint()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("{}"));
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null);
        using JsonDocument schema = JsonDocument.Parse("""{"type":"object"}""");
        await client.GetResponseAsync(s_prompt, new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.75f,
            TopK = 5,
            MaxOutputTokens = 7,
            Seed = 3,
            StopSequences = ["\n"],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone(), "verdict"),
            AdditionalProperties = new() { [LogProbabilityOption.Name] = 2 },
        });
        JsonNode expected = JsonNode.Parse("""
            {"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Größe?"}],
             "temperature":0.5,"top_p":0.75,"top_k":5,"max_tokens":7,"seed":3,"stop":["\n"],
             "logprobs":true,"top_logprobs":2,"response_format":{"type":"json_schema","json_schema":
             {"name":"verdict","strict":true,"schema":{"type":"object"}}}}
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(endpoint.Requests.Single().Body)));
    }

    [Fact]
    public async Task LogProbabilitiesNameTokensByTheirText()
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply
        {
            Body = """
                {"choices":[{"finish_reason":"stop","message":{"content":"A"},"logprobs":{"content":[
                {"token":"A","logprob":-0.25,"top_logprobs":[{"token":"A","logprob":-0.25},{"token":"B","logprob":-2}]}]}}]}
                """,
        });
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null);
        ChatResponse response = await client.GetResponseAsync(s_prompt);
        TextLogProbability token = Assert.Single(
            (IReadOnlyList<TextLogProbability>)response.AdditionalProperties![LogProbabilityOption.Result]!);
        Assert.Equal(("A", -0.25), (token.Text, token.LogProbability));
        Assert.Equal([new("A", -0.25), new("B", -2)], token.Alternatives);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("reset")]
    [InlineData("truncated")]
    [InlineData("invalid JSON")]
    [InlineData("no chat completion")]
    [InlineData("empty body")]
    [InlineData("empty text")]
    [InlineData("no choice")]
    [InlineData("error with status 200")]
    [InlineData("no content")]
    [InlineData("cut stream")]
    public async Task AFaultIsATransientErrorAndIsAskedOnce(string fault)
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault(fault));
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));
        Assert.True(error.IsTransient);
        Assert.Equal(fault == "429" ? TimeSpan.FromSeconds(1) : null, error.RetryAfter);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task ARefusalIsFinalAndDoesNotShowTheKey()
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply
        {
            Status = 401,
            Body = JsonSerializer.Serialize(new { error = new { message = $"Wrong key {Key}" } }),
        });
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", Key);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));
        Assert.False(error.IsTransient);
        Assert.Equal("The endpoint answered 401: Wrong key ${apiKey}. Check \"apiKey\" of the model.", error.Message);
    }

    [Fact]
    public async Task TheCallersCancellationPassesThrough()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null);
        using CancellationTokenSource stop = new();
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt, cancellationToken: stop.Token);
        await endpoint.Asked;
        await stop.CancelAsync();
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.IsNotType<EndpointException>(cancelled.InnerException);
    }
}
