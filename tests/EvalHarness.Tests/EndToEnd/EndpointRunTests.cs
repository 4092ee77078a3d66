using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed partial class EndpointRunTests
{
    [Fact]
    public async Task ACandidateBehindAnEndpointIsComparedLikeAnyOther()
    {
        await using FakeEndpoint endpoint = new((body, _) => Right(body));
        using ScriptedEvaluation evaluation = With(endpoint.Address);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Passed, result.Output + result.Error);
        Assert.Equal(evaluation.Samples, endpoint.Requests.Count);
    }

    [Fact]
    public async Task AnEndpointThatCannotBeReachedEndsTheRunBeforeASampleIsAsked()
    {
        FakeEndpoint gone = new((_, _) => FakeReply.Answer(""));
        Uri address = gone.Address;
        await gone.DisposeAsync();
        using ScriptedEvaluation evaluation = With(address);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.models.equal.endpoint", result.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointThatOnlyGivesErrorsMakesTheRunIncomplete()
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Status = 400, Body = "{}" });
        using ScriptedEvaluation evaluation = With(endpoint.Address);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.Incomplete, result.Code);
    }

    private static FakeReply Right(string body) =>
        FakeReply.Answer("answer " + Item().Match(body).Groups[1].Value);

    private static ScriptedEvaluation With(Uri endpoint)
    {
        ScriptedEvaluation evaluation = new();
        JsonObject configuration = evaluation.Configuration;
        configuration["models"]!["equal"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.ToString(),
            ["model"] = "m",
        };
        configuration["candidates"] = new JsonArray("equal");
        return evaluation;
    }

    [GeneratedRegex(@"item (\d+)")]
    private static partial Regex Item();
}
