using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class StoredRunTests
{
    [Fact]
    public async Task ShowGateAndReportSayWhatTheRunSaid()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult run = await evaluation.RunAsync("run", "--json");
        string id = await evaluation.NewestRunAsync();
        CommandResult show = await evaluation.RunAsync("show", id, "--json");
        CommandResult gate = await evaluation.RunAsync("gate", id, "--json");
        CommandResult report = await evaluation.RunAsync("report", id, "--format", "json");
        Assert.Equal(ExitCode.Passed, show.Code);
        Assert.Equal(ExitCode.Failed, gate.Code);
        Assert.Equal(run.StableJson, show.StableJson);
        Assert.Equal(run.StableJson, gate.StableJson);
        Assert.Equal(run.StableJson, report.StableJson);
    }

    [Fact]
    public async Task GatingNeedsNeitherDatasetNorModels()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        foreach (string file in Directory.GetFiles(evaluation.Folder, "*.jsonl"))
        {
            File.Delete(file);
        }

        Assert.Equal(ExitCode.Failed, (await evaluation.RunAsync("gate", id)).Code);
    }

    [Fact]
    public async Task ARunEqualsItself()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string first = await evaluation.NewestRunAsync();
        await evaluation.RunAsync("run");
        string second = await evaluation.NewestRunAsync();
        Assert.NotEqual(first, second);
        CommandResult compared = await evaluation.RunAsync("compare", first, second, "--json");
        Assert.Equal(ExitCode.Passed, compared.Code);
        Assert.All(
            JsonNode.Parse(compared.Output)!["comparisons"]!.AsArray(),
            comparison => Assert.Equal(0, (double)comparison!["delta"]!));
    }

    [Fact]
    public async Task RunsOfDifferentDatasetsAreComparedOnlyByForce()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string first = await evaluation.NewestRunAsync();
        await File.AppendAllTextAsync(evaluation.Combine("data.jsonl"), "\n");
        await evaluation.RunAsync("run");
        string second = await evaluation.NewestRunAsync();
        CommandResult refused = await evaluation.RunAsync("compare", first, second);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("dataset of ask", refused.Error, StringComparison.Ordinal);
        CommandResult forced = await evaluation.RunAsync("compare", first, second, "--force", "--json");
        Assert.Contains("inputs differ", (string)JsonNode.Parse(forced.Output)!["name"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanSaysWhatARunWouldCostAndShowAndRunsNothing()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult first = await evaluation.RunAsync("run", "--plan", "--json");
        Assert.Equal(ExitCode.Passed, first.Code);
        JsonNode plan = JsonNode.Parse(first.Output)!;
        Assert.Equal(3 * 40, plan["tasks"]!.AsArray().Sum(task => (int)task!["calls"]!));
        Assert.True((double)plan["gates"]![0]!["detectable_drop"]! > 0.1);
        Assert.Equal("[]", (await evaluation.RunAsync("runs", "--json")).Output.Trim());

        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        CommandResult second = await evaluation.RunAsync("run", "--plan");
        Assert.Contains($"the spread seen in {id}", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownRunIsBadInput()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        CommandResult result = await evaluation.RunAsync("show", "nothing");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("The only run is ", result.Error, StringComparison.Ordinal);
    }
}
