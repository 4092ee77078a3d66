using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Of a large dataset whose bad rows are skipped, samples are asked before it is read to its end.</summary>
public sealed class LateCheckRunTests
{
    // So large that it is read where it lies; the rest of it is rows that are skipped.
    private const int LargeRow = 13 << 20;
    private const int LargeRows = 5;

    [Fact]
    public async Task ItsRunIsThatOfASmallDatasetWithTheSameSamples()
    {
        using ScriptedEvaluation evaluation = new();
        JsonNode small = JsonNode.Parse((await evaluation.RunAsync("run", "--json")).StableJson)!;
        await SkipAsync(evaluation);
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonNode large = JsonNode.Parse(result.StableJson)!;
        Assert.Equal(LargeRows, large["skipped_rows"]!.AsArray().Count);
        Assert.Equal(small["gates"]!.ToJsonString(), large["gates"]!.ToJsonString());
        Assert.Equal(small["metrics"]!.ToJsonString(), large["metrics"]!.ToJsonString());
        string id = await evaluation.NewestRunAsync();
        JsonNode manifest = JsonNode.Parse(
            File.ReadAllText(evaluation.Combine($".evalharness/runs/{id}/manifest.json")))!;
        Assert.Equal(40, (int)manifest["samples"]!["ask"]!);
        Assert.Equal(LargeRows, manifest["skipped_rows"]!.AsArray().Count);
        Assert.Equal(64, ((string)manifest["datasets"]!["ask"]!).Length);
    }

    [Fact]
    public async Task ARunThatEndedBeforeTheDatasetIsContinuedIfItsSamplesAreStillTheFirst()
    {
        using ScriptedEvaluation evaluation = new();
        await SkipAsync(evaluation);
        string whole = (await evaluation.RunAsync("run", "--json")).StableJson;
        string id = await evaluation.NewestRunAsync();
        await ForgetAsync(evaluation, id);
        Assert.Contains("incomplete", (await evaluation.RunAsync("report", id)).Output, StringComparison.Ordinal);
        CommandResult continued = await evaluation.RunAsync("run", "--json", "--run", id);
        Assert.Equal(whole, continued.StableJson);
        await ForgetAsync(evaluation, id);
        string[] lines = await File.ReadAllLinesAsync(evaluation.Combine("data.jsonl"));
        lines[1] = lines[1].Replace("answer 001", "answer 100", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(evaluation.Combine("data.jsonl"), lines);
        CommandResult refused = await evaluation.RunAsync("run", "--run", id);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("another sample than \"q001\" now", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatasetWithoutAnyGoodRowIsBadInput()
    {
        using ScriptedEvaluation evaluation = new();
        await File.WriteAllTextAsync(evaluation.Combine("data.jsonl"), "");
        await SkipAsync(evaluation);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("no valid row", result.Error, StringComparison.Ordinal);
    }

    private static async Task SkipAsync(ScriptedEvaluation evaluation)
    {
        evaluation.Configuration["tasks"]!["ask"]!["onBadSample"] = "skip";
        await File.AppendAllLinesAsync(
            evaluation.Combine("data.jsonl"), Enumerable.Repeat(new string('x', LargeRow), LargeRows));
    }

    // The run as a process leaves it that was killed before the dataset was read to its end.
    private static async Task ForgetAsync(ScriptedEvaluation evaluation, string id)
    {
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        RunRecord run = (await store.FindRunAsync(id, CancellationToken.None))!;
        await store.SaveRunAsync(
            run with
            {
                Status = RunStatus.Running,
                Finished = null,
                Manifest = run.Manifest with
                {
                    Datasets = new Dictionary<string, string> { ["ask"] = RunManifest.UnreadDataset },
                    Samples = new Dictionary<string, int>(),
                    SkippedRows = [],
                },
            },
            CancellationToken.None);
    }
}
