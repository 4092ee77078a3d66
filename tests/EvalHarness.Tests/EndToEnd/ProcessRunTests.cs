using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ProcessRunTests
{
    [LinuxFact]
    public async Task ACandidateThatAProgramServesIsComparedLikeAnyOther()
    {
        using ScriptedEvaluation evaluation = new();
        Serve(evaluation, "--children", evaluation.Combine("pids"));
        CommandResult result = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Passed, result.Output + result.Error);
        Assert.DoesNotContain(
            await ServerPrograms.ReadProcessesAsync(evaluation.Combine("pids"), 3), ServerPrograms.IsAlive);
        Assert.Single(Directory.GetFiles(evaluation.Combine(".evalharness/logs"), "equal-*.log"));
    }

    [LinuxTheory]
    [InlineData("INT", 1)]
    [InlineData("TERM", 1)]
    [InlineData("INT", 2)]
    [InlineData("HUP", 1)]
    public async Task ARunThatIsInterruptedStopsItsServers(string signal, int times)
    {
        using ScriptedEvaluation evaluation = new();
        Serve(evaluation, "--slow", "3000", "--children", evaluation.Combine("pids"));
        using CliProcess run = CliProcess.Start(
            evaluation.Folder, "run", "--config", evaluation.WriteConfiguration());
        int[] servers = await ServerPrograms.ReadProcessesAsync(evaluation.Combine("pids"), 3);
        for (int i = 0; i < times; i++)
        {
            await Task.Delay(300);
            await run.SignalAsync(signal);
        }

        (int code, _, string error) = await run.WaitAsync();
        Assert.True(code != 0, error);
        await ServerPrograms.AssertEndedAsync(servers);
    }

    [Fact]
    public async Task AServerThatCannotStartEndsTheRunWithItsLastWords()
    {
        using ScriptedEvaluation evaluation = new();
        Serve(evaluation, "--print", "no such device", "--exit", "1");
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.models.equal.command", result.Error, StringComparison.Ordinal);
        Assert.Contains("| no such device", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatIsNotInstalledIsAWarningToValidateAndARefusalToRun()
    {
        using ScriptedEvaluation evaluation = new();
        evaluation.Configuration["models"]!["equal"] = JsonNode.Parse("""
            { "provider": "process", "command": ["no-such-server", "--port", "${port}"], "model": "m" }
            """);
        CommandResult valid = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.Passed, valid.Code);
        Assert.StartsWith(
            "warning: eval.config.json: $.models.equal.command[0]", valid.Error, StringComparison.Ordinal);
        CommandResult json = await evaluation.RunAsync("validate", "--json");
        Assert.Single(JsonNode.Parse(json.Output)!["unavailable"]!.AsArray());
        CommandResult run = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("no-such-server", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "provider": "process", "command": ["s", "${port}"] }""", "neither \"path\" nor \"model\"")]
    [InlineData("""{ "provider": "process", "command": ["s"], "model": "m" }""", "without its port")]
    [InlineData("""{ "provider": "process", "command": [], "model": "m" }""", "at least 1")]
    [InlineData(
        """{ "provider": "process", "command": ["s", "${port}"], "model": "m", "endpointPath": "v1" }""",
        "begins with a slash")]
    [InlineData(
        """{ "provider": "process", "command": ["s", "${port}"], "model": "m", "startSeconds": 0 }""", "0.1")]
    public async Task AWrongCommandIsAMistake(string model, string message)
    {
        using ScriptedEvaluation evaluation = new();
        evaluation.Configuration["models"]!["equal"] = JsonNode.Parse(model);
        CommandResult result = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private static void Serve(ScriptedEvaluation evaluation, params string[] words)
    {
        evaluation.Configuration["models"]!["equal"] = new JsonObject
        {
            ["provider"] = "process",
            ["command"] = new JsonArray([.. ServerPrograms.Command(words).Select(word => JsonValue.Create(word))]),
            ["model"] = "served",
        };
        evaluation.Configuration["candidates"] = new JsonArray("equal");
    }
}
