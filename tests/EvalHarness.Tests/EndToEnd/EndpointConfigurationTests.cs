using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class EndpointConfigurationTests
{
    [Theory]
    [InlineData("validate", "http://me:hush@127.0.0.1:9/v1")]
    [InlineData("run", "http://127.0.0.1:9/v1?api_key=hush")]
    [InlineData("run", "ftp://me:hush@127.0.0.1:9/v1")]
    public async Task ASecretInAnAddressIsRefusedAndNotRepeated(string command, string address)
    {
        CommandResult result = await RunAsync(command, new JsonObject { ["endpoint"] = address });
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.models.equal.endpoint", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"apiKey":"${EVALHARNESS_TEST_LINE}"}""", "$.models.equal.apiKey", "export EVALHARNESS_TEST_LINE")]
    [InlineData("""{"headers":{"X-Team":"${EVALHARNESS_TEST_LINE}"}}""", "$.models.equal.headers['X-Team']", "a line end")]
    [InlineData("""{"headers":{"X-Team":"gr\u00fcn"}}""", "$.models.equal.headers['X-Team']", "beyond ASCII")]
    [InlineData("""{"headers":{"api-key":"in the clear"}}""", "$.models.equal.headers['api-key']", "${NAME}")]
    [InlineData("""{"parameters":[1]}""", "$.models.equal.parameters", "an object")]
    [InlineData("""{"parameters":{"model":"other"}}""", "$.models.equal.parameters.model", "out of")]
    [InlineData("""{"parameters":{"user":"${EVALHARNESS_TEST_LINE}"}}""", "$.models.equal.parameters.user", "a secret")]
    [InlineData("""{"parameters":{"a":{"b":[{"api_key":"k"}]}}}""", "a secret among", "stored and shown")]
    public async Task WhatRequestsCannotCarryIsAMistakeOfTheConfiguration(string keys, string place, string words)
    {
        Environment.SetEnvironmentVariable("EVALHARNESS_TEST_LINE", "sk-hush\n");
        foreach (string command in (string[])["validate", "run"])
        {
            CommandResult result = await RunAsync(command, JsonNode.Parse(keys)!.AsObject());
            Assert.Equal(ExitCode.BadInput, result.Code);
            Assert.Contains(place, result.Error, StringComparison.Ordinal);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("sk-hush", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ParametersAndHeadersReachTheEndpointAndChangesAreSaidAndKept()
    {
        await using FakeEndpoint endpoint = new((body, _) => body.Contains("\"seed\"", StringComparison.Ordinal)
            ? new FakeReply { Status = 400, Body = """{"error":{"message":"Unsupported parameter: seed"}}""" }
            : FakeReply.Answer("answer 001"));
        using ScriptedEvaluation evaluation = With(new JsonObject
        {
            ["endpoint"] = endpoint.Address.ToString(),
            ["parameters"] = JsonNode.Parse("""{"max_tokens":null,"max_completion_tokens":32,"reasoning_effort":"low"}"""),
            ["headers"] = JsonNode.Parse("""{"X-Team":"quality"}"""),
        });
        CommandResult result = await evaluation.RunAsync("run", "--json", "--quiet");
        FakeRequest last = endpoint.Requests.Last();
        Assert.Contains("X-Team: quality", last.Head, StringComparison.Ordinal);
        Assert.Contains("\"reasoning_effort\":\"low\"", last.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("max_tokens", last.Body, StringComparison.Ordinal);
        Assert.Contains("warning: equal: asked without \"seed\"", result.Error, StringComparison.Ordinal);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("asked without \"seed\"", (string?)report["manifest"]!["request_changes"]!["equal"]![0]);
        Assert.Contains("reasoning_effort", report["configuration"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherParametersAreAnotherModel()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("answer 001"));
        HashSet<string> hashes = [];
        foreach (string? parameters in (string?[])[null, """{"top_k":1}""", """{"top_k":2}"""])
        {
            JsonObject keys = new() { ["endpoint"] = endpoint.Address.ToString() };
            if (parameters is not null)
            {
                keys["parameters"] = JsonNode.Parse(parameters);
            }

            using ScriptedEvaluation evaluation = With(keys);
            JsonNode report = JsonNode.Parse((await evaluation.RunAsync("run", "--json", "--quiet")).Output)!;
            Assert.True(hashes.Add((string)report["manifest"]!["models_sha256"]!["equal"]!));
        }
    }

    [Fact]
    public async Task ARedirectOfTheListOfModelsEndsTheRunBeforeASampleIsAsked()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(""))
        {
            Models = new() { Status = 302, Header = "Location: https://sign-in.example/?to=models" },
        };
        CommandResult result = await RunAsync("run", new JsonObject { ["endpoint"] = endpoint.Address.ToString() });
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("a redirect (302) to https://sign-in.example/", result.Error, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    private static async Task<CommandResult> RunAsync(string command, JsonObject keys)
    {
        using ScriptedEvaluation evaluation = With(keys);
        return await evaluation.RunAsync(command);
    }

    private static ScriptedEvaluation With(JsonObject keys)
    {
        ScriptedEvaluation evaluation = new(samples: 6);
        JsonObject model = new()
        {
            ["provider"] = "openai",
            ["endpoint"] = "http://127.0.0.1:9/v1",
            ["model"] = "m",
        };
        foreach ((string key, JsonNode? value) in keys)
        {
            model[key] = value?.DeepClone();
        }

        evaluation.Configuration["models"]!["equal"] = model;
        evaluation.Configuration["candidates"] = new JsonArray("equal");
        return evaluation;
    }
}
