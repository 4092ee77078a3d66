using System.Text.Json.Nodes;
using EvalHarness.Gating;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Estimating;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline;

public sealed class CandidateSearchTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new();

    public CandidateSearchTests()
    {
        Add("tiny", i => i % 2 == 0);
        Add("small", i => i % 10 == 3);
        Add("large", i => i % 10 == 3);
        Add("unknown", i => i % 10 == 3);
        _evaluation.Configuration["candidates"] = new JsonArray("unknown", "large", "small", "tiny");
        _evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.15;
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task TheFirstThatPassesFromSmallToLargeEndsTheSearch()
    {
        SizedProvider provider = Provider();
        Report report = (await SearchAsync(provider)).Report!;
        Assert.Equal(["base", "tiny", "small"], provider.Asked);
        Assert.Equal(["small", "tiny"], report.Candidates.Select(candidate => candidate.Candidate));
        Assert.Equal(["large", "unknown"], report.Untried!);
        Assert.Equal(ReleaseDecision.Ship, report.Decision);
        Assert.Equal(_evaluation.Samples, provider.Calls["base"]);
        Assert.Equal(
            "Smallest that passes: small (20 % of the baseline). Tried tiny, small; not tried: large, unknown.",
            SearchWords.Conclusion(report));
    }

    [Fact]
    public async Task UnknownAndEqualSizesKeepTheOrderOfTheConfiguration()
    {
        ResolvedConfiguration configuration = Load();
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        Dictionary<string, long> sizes = new() { ["base"] = 9, ["large"] = 5, ["small"] = 5 };
        RunEstimate plan = await Estimator(store, new SizedProvider(sizes))
            .EstimateSearchAsync(configuration, CancellationToken.None);
        Assert.Equal(["large", "small", "unknown", "tiny"], plan.Candidates.Select(candidate => candidate.Candidate));
    }

    [Fact]
    public async Task ThePlanSaysHowManySamplesTheSharedConfidenceTakesAtTheLeast()
    {
        _evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.02;
        ResolvedConfiguration configuration = Load();
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        RunEstimate plan = await Estimator(store, Provider())
            .EstimateSearchAsync(configuration, CancellationToken.None);
        GateEstimate gate = Assert.Single(plan.Gates);
        Assert.Equal(0.9875, gate.Confidence);
        Assert.Equal(217, gate.LeastPairs);
        Assert.Contains("at least 217 independent samples to pass", gate.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenNonePassesAllAreTriedAndTheNearestIsNamed()
    {
        Script("tiny", _ => true);
        Script("small", _ => true);
        Script("large", i => i % 10 == 3 || (i % 2 == 0 && i % 10 != 0));
        Script("unknown", _ => true);
        Report report = (await SearchAsync(Provider())).Report!;
        Assert.Equal(4, report.Candidates.Count);
        Assert.Empty(report.Untried!);
        Assert.Equal(ReleaseDecision.Hold, report.Decision);
        string conclusion = SearchWords.Conclusion(report);
        Assert.StartsWith("None passes. Nearest: large, whose worst change is ", conclusion, StringComparison.Ordinal);
        Assert.EndsWith("Tried tiny, small, large, unknown.", conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatIsUndecidedMakesASearchWithoutAPassInconclusive()
    {
        foreach (string name in (string[])["small", "large", "unknown"])
        {
            Script(name, i => i % 10 == 3 || i == 1);
        }

        _evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.03;
        Assert.Equal(ReleaseDecision.Inconclusive, (await SearchAsync(Provider())).Report!.Decision);
    }

    [Fact]
    public async Task AModelOfUnknownSizeThatPassesIsNotCalledTheSmallest()
    {
        Report report = (await SearchAsync(new SizedProvider(new Dictionary<string, long>()))).Report!;
        Assert.Equal("Not tried, because an earlier one passes: large, small, tiny.", SearchWords.Untried(report));
        Assert.StartsWith(
            "First that passes: unknown; its size is not known.",
            SearchWords.Conclusion(report),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public async Task AContinuedSearchTakesUpWhereItWasAndAsksNothingTwice(int interruptedAt)
    {
        SizedProvider provider = Provider();
        using CancellationTokenSource interrupt = new();
        provider.OnCall = (model, calls) =>
        {
            // At the last call the candidate is whole, and the search is not.
            if (model == "tiny" && calls == interruptedAt)
            {
                interrupt.Cancel();
            }
        };
        RunOutcome stopped = await SearchAsync(provider, stop: interrupt.Token);
        Assert.Null(stopped.Report);
        Report half = await ReportAsync(stopped.RunId);
        Assert.Equal(["small", "large", "unknown"], half.Untried!);
        Assert.NotNull(half.Incomplete);
        Assert.Equal("Not tried: small, large, unknown.", SearchWords.Untried(half));

        RunOutcome continued = await SearchAsync(provider, stopped.RunId);
        Assert.Equal(ReleaseDecision.Ship, continued.Report!.Decision);
        Assert.All((string[])["base", "tiny", "small"], model =>
            Assert.Equal(_evaluation.Samples, provider.Calls[model]));

        Report unbroken = (await SearchAsync(Provider())).Report!;
        Assert.Equal(await StableAsync(unbroken), await StableAsync(continued.Report));
        Assert.Equal(await StableAsync(unbroken), await StableAsync(await ReportAsync(stopped.RunId)));
        await SearchAsync(provider, stopped.RunId);
        Assert.Equal(3 * _evaluation.Samples, provider.Calls.Values.Sum());
    }

    [Fact]
    public async Task ABaselineThatFailsEndsTheSearchBeforeACandidateIsAsked()
    {
        File.WriteAllText(_evaluation.Combine("base.jsonl"), """{"error": "connection refused"}""");
        SizedProvider provider = Provider();
        Report report = (await SearchAsync(provider)).Report!;
        Assert.Equal(["base"], provider.Asked);
        Assert.Contains("connection refused", report.Incomplete, StringComparison.Ordinal);
        Assert.Equal(ReleaseDecision.Inconclusive, report.Decision);
    }

    [Fact]
    public async Task ACandidateThatFailsEndsTheSearchAsNothingBehindItCouldBeShownFit()
    {
        File.WriteAllText(_evaluation.Combine("tiny.jsonl"), """{"error": "out of memory"}""");
        SizedProvider provider = Provider();
        Report report = (await SearchAsync(provider)).Report!;
        Assert.Equal(["base", "tiny"], provider.Asked);
        Assert.Contains("out of memory", report.Incomplete, StringComparison.Ordinal);
        Assert.Equal("Not tried: small, large, unknown.", SearchWords.Untried(report));
    }

    [Fact]
    public async Task TheRunDecidesAtTheConfidenceThatItsNumberOfCandidatesAsksFor()
    {
        Report report = (await SearchAsync(Provider())).Report!;
        Assert.All(report.Gates, gate => Assert.Equal(0.9875, gate.Confidence));
        Assert.Equal("Each gate at 98.75 % because 4 candidates may be tried.", SearchWords.Confidence(report));
        Assert.Contains("\"confidence\": 0.9875", report.Configuration, StringComparison.Ordinal);
    }

    private void Add(string name, Func<int, bool> isWrong)
    {
        Script(name, isWrong);
        _evaluation.Configuration["models"]![name] =
            new JsonObject { ["provider"] = "scripted", ["path"] = name + ".jsonl" };
    }

    private void Script(string name, Func<int, bool> isWrong) => _evaluation.WriteScript(name + ".jsonl", isWrong);

    private static SizedProvider Provider() => new(new Dictionary<string, long>
    {
        ["base"] = 1000,
        ["tiny"] = 100,
        ["small"] = 200,
        ["large"] = 400,
    });

    private static CandidateSearch Search(IRunStore store, IModelProvider provider) =>
        new(store, new ModelProviders([provider]), RunKernel.Create(), [], TimeProvider.System);

    private static RunEstimator Estimator(IRunStore store, IModelProvider provider) =>
        new(store, new ModelProviders([provider]), TimeProvider.System);

    private ResolvedConfiguration Load() =>
        ConfigurationFile.Load(_evaluation.WriteConfiguration(), new ConfigurationOverrides { IsSearch = true });

    private async Task<RunOutcome> SearchAsync(
        SizedProvider provider, string? runId = null, CancellationToken stop = default)
    {
        ResolvedConfiguration configuration = Load();
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        return await Search(store, provider).RunAsync(
            configuration, new RunOptions { RunId = runId }, new Progress<RunProgress>(), stop);
    }

    private async Task<Report> ReportAsync(string runId)
    {
        ResolvedConfiguration configuration = Load();
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        RunReports reports = new(store, TimeProvider.System);
        return await reports.BuildAsync(
            (await store.FindRunAsync(runId, CancellationToken.None))!, gates: null, CancellationToken.None);
    }

    private static async Task<string> StableAsync(Report report) =>
        CommandResult.Stabilise(await Rendered.WithAsync(new JsonReportWriter(), report));
}
