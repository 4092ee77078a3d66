using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class FailingJudgeTests
{
    [Fact]
    public async Task JudgingStopsWhenTheFirstTenVerdictsFailForOneReason()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        using JudgedEvaluation judged = With(endpoint, """{"attempts":1,"concurrency":16}""");
        judged.Evaluation.Configuration["judges"]!["local"]!["timeoutSeconds"] = 0.3;
        CommandResult result = await judged.Evaluation.RunAsync("run", "--quiet");
        Assert.Equal(ExitCode.Incomplete, result.Code);
        Assert.Contains("The first 10 verdicts of the judge \"local\" all failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("no answer within 0.3 s", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"timeoutSeconds\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("--run ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canceled", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    private static JudgedEvaluation With(FakeEndpoint endpoint, string limits)
    {
        JudgedEvaluation judged = new();
        judged.Evaluation.Configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.Address.ToString(),
            ["model"] = "m",
            ["limits"] = JsonNode.Parse(limits),
        };
        return judged;
    }
}
