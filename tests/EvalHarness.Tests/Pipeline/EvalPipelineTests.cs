using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline;

public sealed class EvalPipelineTests
{
    [Fact]
    public async Task ErrorsAreAskedAgainAndAnswersAreNot()
    {
        using ScriptedEvaluation evaluation = new();
        bool isBroken = true;
        UnreliableProvider provider = new(call => isBroken && call is > 10 and <= 20);
        RunOutcome broken = await RunAsync(evaluation, provider, runId: null);
        Assert.NotNull(broken.Report!.Incomplete);

        isBroken = false;
        RunOutcome mended = await RunAsync(evaluation, provider, broken.RunId);
        Assert.Null(mended.Report!.Incomplete);
        Assert.Equal((3 * evaluation.Samples) + Failed(broken.Report), provider.Calls);
        Assert.All(mended.Report.Models, model => Assert.Equal(evaluation.Samples, model.Outputs));
    }

    [Fact]
    public async Task AModelThatFailsTooOftenIsLeftAloneAndTheOthersAreAsked()
    {
        using ScriptedEvaluation evaluation = new();
        File.WriteAllText(evaluation.Combine("equal.jsonl"), """{"error": "gone"}""");
        UnreliableProvider provider = new(_ => false);
        RunOutcome outcome = await RunAsync(evaluation, provider, runId: null);
        Assert.True(outcome.Report!.Models[1].Errors < evaluation.Samples / 2);
        Assert.Equal(evaluation.Samples, outcome.Report.Models[2].Outputs);
    }

    [Fact]
    public async Task NothingIsAskedWhenARunIsComplete()
    {
        using ScriptedEvaluation evaluation = new();
        UnreliableProvider provider = new(_ => false);
        RunOutcome first = await RunAsync(evaluation, provider, runId: null);
        int calls = provider.Calls;
        await RunAsync(evaluation, provider, first.RunId);
        Assert.Equal(3 * evaluation.Samples, calls);
        Assert.Equal(calls, provider.Calls);
    }

    private static int Failed(Report report) => report.Models.Sum(model => model.Errors);

    private static async Task<RunOutcome> RunAsync(
        ScriptedEvaluation evaluation, UnreliableProvider provider, string? runId)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(evaluation.WriteConfiguration());
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        EvalPipeline pipeline = new(
            store, new ModelProviders([provider]), RunKernel.Create(), [], TimeProvider.System);
        return await pipeline.RunAsync(
            configuration, new RunOptions { RunId = runId }, new Progress<RunProgress>(), CancellationToken.None);
    }
}
