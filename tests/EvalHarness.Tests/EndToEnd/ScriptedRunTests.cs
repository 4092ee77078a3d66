using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ScriptedRunTests
{
    [Fact]
    public async Task AnEqualCandidateMayShipAndAWorseOneIsHeld()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("hold", (string)report["decision"]!);
        Assert.Equal(
            ["pass", "fail"], report["gates"]!.AsArray().Select(gate => (string)gate!["outcome"]!));
        Assert.Equal(40, (int)report["gates"]![0]!["pairs"]!);
    }

    [Fact]
    public async Task ARunWhoseGatesAllPassEndsWithZero()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult result = await evaluation.RunAsync("run", "--model", "equal");
        Assert.Equal(ExitCode.Passed, result.Code);
        Assert.Contains("equal may ship", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooFewSamplesAreInconclusive()
    {
        using ScriptedEvaluation evaluation = new(samples: 5);
        evaluation.WriteScript("equal.jsonl", i => i == 2);
        Assert.Equal(ExitCode.Inconclusive, (await evaluation.RunAsync("run", "--model", "equal")).Code);
    }

    [Fact]
    public async Task ARunWithoutGatesIsInconclusive()
    {
        using ScriptedEvaluation evaluation = new();
        evaluation.Configuration["gates"] = new JsonArray();
        Assert.Equal(ExitCode.Inconclusive, (await evaluation.RunAsync("run", "--model", "equal")).Code);
    }

    [Theory]
    [InlineData("base.jsonl")]
    [InlineData("equal.jsonl")]
    public async Task ADeadModelIsNeverGreen(string dead)
    {
        using ScriptedEvaluation evaluation = new();
        File.WriteAllText(evaluation.Combine(dead), """{"error": "connection refused"}""");
        CommandResult result = await evaluation.RunAsync("run", "--json", "--model", "equal");
        Assert.Equal(ExitCode.Incomplete, result.Code);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Contains("connection refused", (string)report["incomplete"]!, StringComparison.Ordinal);
        Assert.NotEqual("ship", (string)report["decision"]!);
    }

    [Fact]
    public async Task AFewErrorsAreRowsAndTheRunIsWhole()
    {
        using ScriptedEvaluation evaluation = new();
        evaluation.Configuration["gates"]![0]!["maxUnscored"] = 0.05;
        string script = File.ReadAllText(evaluation.Combine("equal.jsonl"));
        File.WriteAllText(
            evaluation.Combine("equal.jsonl"), """{"contains": "item 007?", "error": "too long"}""" + "\n" + script);
        CommandResult result = await evaluation.RunAsync("run", "--json", "--model", "equal");
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Null(report["incomplete"]);
        Assert.Equal(1, (int)report["models"]!["equal"]!["errors"]!);
        Assert.Equal("generate: too long", (string)report["unscored"]![0]!["reason"]!);
        Assert.Equal(39, (int)report["gates"]![0]!["pairs"]!);
    }

    [Fact]
    public async Task JsonIsOneDocumentAndNothingElse()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        Assert.Equal("Scripted check", (string)JsonNode.Parse(result.Output)!["name"]!);
        string written = Directory.GetFiles(evaluation.Folder, "report.json", SearchOption.AllDirectories).Single();
        Assert.Equal(await File.ReadAllTextAsync(written), result.Output);
    }

    [Fact]
    public async Task QuietSaysNothingOnStandardError()
    {
        using ScriptedEvaluation evaluation = new();
        Assert.Equal("", (await evaluation.RunAsync("run", "--quiet")).Error);
    }

    [Fact]
    public async Task TwoRunsOfOneConfigurationGiveTheSameReport()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult first = await evaluation.RunAsync("run", "--json");
        CommandResult second = await evaluation.RunAsync("run", "--json");
        Assert.Equal(first.StableJson, second.StableJson);
    }

    [Fact]
    public async Task ConcurrencyChangesNoRow()
    {
        using ScriptedEvaluation evaluation = new();
        string many = Scores(await evaluation.RunAsync("run", "--json"));
        evaluation.Configuration["generation"]!["concurrency"] = 1;
        Assert.Equal(many, Scores(await evaluation.RunAsync("run", "--json")));
    }

    [Fact]
    public async Task ALimitTakesTheFirstSamples()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult result = await evaluation.RunAsync("run", "--json", "--limit", "7");
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal(7, (int)report["models"]!["base"]!["outputs"]!);
    }

    private static string Scores(CommandResult result) => JsonNode.Parse(result.Output)!["metrics"]!.ToJsonString();
}
