using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class InterruptedRunTests
{
    [LinuxTheory]
    [InlineData("INT", "hang")]
    [InlineData("TERM", "500")]
    [InlineData("HUP", "wait")]
    public async Task ASignalEndsARunWhereverItWaitsAndItCanBeContinued(string signal, string fault)
    {
        bool isBroken = true;
        await using FakeEndpoint endpoint = new((body, _) => !isBroken ? FakeReply.Answer("answer 000")
            : fault == "wait" ? FakeReply.Fault("429") with { Header = "Retry-After: 600" }
            : FakeReply.Fault(fault));
        using ScriptedEvaluation evaluation = new(samples: 6);
        evaluation.Configuration["models"]!["equal"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.Address.ToString(),
            ["model"] = "m",
        };
        evaluation.Configuration["candidates"] = new JsonArray("equal");
        using CliProcess run = CliProcess.Start(
            evaluation.Folder, "run", "--config", evaluation.WriteConfiguration());
        await endpoint.Asked;
        await run.SignalAsync(signal);
        (int code, _, string error) = await run.WaitAsync();
        Assert.True(code == (int)ExitCode.Incomplete, error);
        Assert.Contains("stopping", error, StringComparison.Ordinal);
        string id = await evaluation.NewestRunAsync();
        Assert.Contains($"--run {id}", error, StringComparison.Ordinal);

        isBroken = false;
        CommandResult continued = await evaluation.RunAsync("run", "--run", id, "--json");
        Assert.NotEqual(ExitCode.Incomplete, continued.Code);
        JsonNode report = JsonNode.Parse(continued.Output)!;
        Assert.Equal(0, (int)report["models"]!["equal"]!["errors"]!);
    }
}
