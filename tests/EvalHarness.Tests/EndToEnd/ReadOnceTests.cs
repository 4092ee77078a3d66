using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Models.Scripted;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ReadOnceTests
{
    [LinuxFact]
    public async Task SamplesAndLabelsAreOpenedOnceHoweverManyModelsAndJudgesNeedThem()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.AddMaster("""{"reasoning": "r", "evidence": "item", "action": "uphold", "verdict": 1}""");
        JsonNode judges = evaluation.Evaluation.Configuration["judges"]!;
        judges["second"] = judges["local"]!.DeepClone();
        evaluation.Evaluation.Configuration["judging"]!["layers"]![0]!["judges"] = new JsonArray("local", "second");

        // A second task of the same file, with metrics that look at its targets.
        JsonNode tasks = evaluation.Evaluation.Configuration["tasks"]!;
        tasks["again"] = tasks["ask"]!.DeepClone();
        using FileOpenings samples = new(evaluation.Evaluation.Combine("data.jsonl"));
        using FileOpenings labels = new(evaluation.Evaluation.Combine("labels.csv"));
        CommandResult result = await evaluation.Evaluation.RunAsync("run", "--quiet");
        Assert.True(result.Code is ExitCode.Passed or ExitCode.Failed or ExitCode.Inconclusive, result.Error);
        Assert.Equal((1, 1), (samples.Count(), labels.Count()));
    }

    [Fact]
    public async Task ADatasetThatChangesDuringARunLeavesTheRunAsItBegan()
    {
        using ScriptedEvaluation evaluation = new();
        RunOutcome still = await RunAsync(evaluation, () => { });
        RunOutcome changed = await RunAsync(evaluation, () => File.WriteAllText(
            evaluation.Combine("data.jsonl"), """{"id": "other", "question": "item 000?", "target": "other"}"""));
        Assert.Equal(Means(still.Report!), Means(changed.Report!));
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        Assert.Equal(
            Enumerable.Range(0, evaluation.Samples).Select(i => $"q{i:000}"),
            await store.ReadSamplesAsync(changed.RunId, null, CancellationToken.None)
                .Select(row => row.Sample.Id).ToArrayAsync());
    }

    private static IEnumerable<(string, string, int, double?)> Means(Report report) =>
        report.Metrics.Select(metric => (metric.Model, metric.Metric, metric.Scored, metric.Mean));

    private static async Task<RunOutcome> RunAsync(ScriptedEvaluation evaluation, Action whenPlanned)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(evaluation.WriteConfiguration());
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        EvalPipeline pipeline = new(
            store, new ModelProviders([new ScriptedProvider()]), RunKernel.Create(), [], TimeProvider.System);
        return await pipeline.RunAsync(
            configuration,
            new RunOptions { Opened = _ => whenPlanned() },
            new Progress<RunProgress>(),
            CancellationToken.None);
    }
}
