using System.Text.Json;
using System.Text.RegularExpressions;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>Judges whose model is behind a real connection.</summary>
public sealed partial class EndpointJudgeTests
{
    [Fact]
    public async Task GradesAreWeighedByTheEndpointsLogProbabilities()
    {
        await using FakeEndpoint endpoint = new((body, _) => Answer(
            NonceOf(body),
            """
            {"content": [
              {"token": "{\"reasoning\":\"r\",\"nonce\":\"NONCE\",\"verdict\":", "logprob": 0, "top_logprobs": []},
              {"token": "4", "logprob": -0.2876820724517809, "top_logprobs": [
                {"token": "4", "logprob": -0.2876820724517809}, {"token": "5", "logprob": -1.6094379124341003}]},
              {"token": "}", "logprob": 0, "top_logprobs": []}]}
            """));
        Verdict verdict = await Judge(endpoint, isWeighted: true);
        Assert.Equal(0.95, verdict.Mass!.Value, 9);
        Assert.Equal(((0.75 * 4) + (0.2 * 5)) / 0.95, verdict.Score!.Value, 9);
        string body = Assert.Single(endpoint.Requests).Body;
        Assert.Contains("\"top_logprobs\":20", body, StringComparison.Ordinal);
        using JsonDocument request = JsonDocument.Parse(body);
        JsonElement schema = request.RootElement.GetProperty("response_format").GetProperty("json_schema");
        Assert.True(schema.GetProperty("strict").GetBoolean());
        Assert.Equal(
            ["evidence", "reasoning", "verdict", "abstain", "abstain_reason", "nonce"],
            schema.GetProperty("schema").GetProperty("required").EnumerateArray().Select(key => key.GetString()!));
        Assert.DoesNotContain(NonceOf(body), schema.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointWithoutSchemasIsAskedInWordsAlone()
    {
        await using FakeEndpoint endpoint = new((body, _) => body.Contains("response_format", StringComparison.Ordinal)
            ? new FakeReply { Status = 400, Body = """{"error":{"message":"response_format is not supported"}}""" }
            : Answer(NonceOf(body), "null"));
        Verdict verdict = await Judge(endpoint, isWeighted: false);
        Assert.Equal((4.0, 1), (verdict.Score!.Value, verdict.Calls));
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("429")]
    [InlineData("reset")]
    [InlineData("truncated")]
    [InlineData("invalid JSON")]
    [InlineData("no chat completion")]
    [InlineData("empty text")]
    [InlineData("error with status 200")]
    public async Task AFaultOfTheWireIsNoVerdict(string fault)
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault(fault));
        Verdict verdict = await Judge(endpoint, isWeighted: false);
        Assert.Equal((null, JudgingFailure.Http), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task AnEndpointThatHangsIsATimeout()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        Verdict verdict = await Judge(endpoint, isWeighted: false, TimeSpan.FromMilliseconds(200));
        Assert.Equal((null, JudgingFailure.Timeout), (verdict.Score, verdict.Failure!.Value));
    }

    private static FakeReply Answer(string nonce, string logProbabilities) => new()
    {
        Body = """
            {"id": "1", "model": "m", "choices": [{"index": 0, "finish_reason": "stop", "logprobs": LOGPROBS,
             "message": {"role": "assistant",
               "content": "{\"reasoning\":\"r\",\"nonce\":\"NONCE\",\"verdict\":4}"}}],
             "usage": {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}}
            """
            .Replace("LOGPROBS", logProbabilities, StringComparison.Ordinal)
            .Replace("NONCE", nonce, StringComparison.Ordinal),
    };

    private static string NonceOf(string body) => Nonce().Match(body).Value;

    private static async Task<Verdict> Judge(FakeEndpoint endpoint, bool isWeighted, TimeSpan? limit = null)
    {
        using IChatClient client = ModelChain.Around(
            new OpenAIChatClientAdapter(endpoint.Address, "m", apiKey: null),
            new ChainOptions { ModelSha256 = "m", Attempts = 1 });
        RubricJudge judge = new(
            "strict", client, PromptTemplate.Load(RepositoryRoot.Combine("prompts", "judge-fluency.yaml")), "summary",
            VerdictMenu.Range(1, 5), new JudgeCalls { Limit = limit ?? TimeSpan.FromMinutes(1) })
        {
            IsWeighted = isWeighted,
        };
        return await judge.JudgeAsync(
            new JudgingRequest("1", "q4_0", new Dictionary<string, string>(), "Closed."), CancellationToken.None);
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Nonce();
}
