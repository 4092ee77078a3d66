using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Judging;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using JudgeVerdict = EvalHarness.Judging.Verdict;

namespace EvalHarness.Tests.EndToEnd;

public sealed class KernelRunTests
{
    private const string Review =
        """{"reasoning": "r", "evidence": "What is", "action": "overturn", "verdict": 5}""";

    [Fact]
    public async Task AFilterSeesAsManyCallsAsTheStoreHoldsVerdicts()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.AddMaster(Review);
        RecordingFilter filter = new();
        await using RunKernel kernel = RunKernel.Create(builder =>
            builder.Services.AddSingleton<IFunctionInvocationFilter>(filter));
        IReadOnlyList<VerdictRow> rows = await RunAsync(evaluation, kernel);
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Count, filter.Names.Count());
        Assert.Equal(
            rows.Count(row => row.Verdict.Judge == "local"), filter.Names.Count(name => name == "judges.local"));
        int reviews = rows.Count(row => row.Review is not null);
        Assert.True(reviews > 0);
        Assert.Equal(reviews, filter.Names.Count(name => name == "judges.master"));
    }

    [Fact]
    public async Task AFiltersVerdictIsTheOneThatIsStored()
    {
        using JudgedEvaluation evaluation = new(samples: 8);
        await using RunKernel kernel = RunKernel.Create(builder =>
            builder.Services.AddSingleton<IFunctionInvocationFilter>(new ChangingFilter(after: context =>
                context.Result = new FunctionResult(
                    context.Result, context.Result.GetValue<JudgeVerdict>()! with { Score = 3 }))));
        Assert.All(await RunAsync(evaluation, kernel), row => Assert.Equal(3, row.Verdict.Score));
    }

    [Fact]
    public async Task AKernelWithoutFiltersChangesNoVerdict()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.AddMaster(Review);
        await using RunKernel plain = RunKernel.Create();
        RecordingFilter filter = new();
        await using RunKernel watched = RunKernel.Create(builder =>
            builder.Services.AddSingleton<IFunctionInvocationFilter>(filter));
        IReadOnlyList<string> one = Lines(await RunAsync(evaluation, plain));
        Assert.Equal(one, Lines(await RunAsync(evaluation, watched)));
    }

    [Fact]
    public async Task AnAssemblyConfiguresTheKernelOfARun()
    {
        using JudgedEvaluation evaluation = new();
        JsonObject configuration = evaluation.Evaluation.Configuration;
        configuration["kernel"] = Path.GetRelativePath(evaluation.Evaluation.Folder, KernelSample.AssemblyPath);
        configuration["models"]!["app"] = new JsonObject
        {
            ["provider"] = "semantic-kernel",
            ["function"] = "support.answer",
        };
        configuration["candidates"] = new JsonArray("app");
        evaluation.Evaluation.WriteConfiguration();
        string log = evaluation.Evaluation.Combine("judges.log");
        Dictionary<string, string> environment = new() { [KernelSample.LogVariable] = log };
        using CliProcess process = CliProcess.Start(evaluation.Evaluation.Folder, environment, "run", "--json");
        (int code, string output, string error) = await process.WaitAsync();
        Assert.True(code == (int)ExitCode.Passed, output + error);
        JsonNode app = JsonNode.Parse(output)!["models"]!["app"]!;
        Assert.Equal(0, (int)app["errors"]!);
        Assert.Equal(evaluation.Evaluation.Samples, (int)app["outputs"]!);
        IReadOnlyList<VerdictRow> rows = await ReadAsync(evaluation, await evaluation.Evaluation.NewestRunAsync());
        Assert.NotEmpty(rows);
        Assert.Equal(
            rows.Count, File.ReadLines(log).Count(line => line.StartsWith("local: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AJudgeBehindAConnectorOfTheKernelIsHeldToItsSchema()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(JudgedEvaluation.Grade(5)));
        using JudgedEvaluation evaluation = new(samples: 8);
        evaluation.Evaluation.Configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "semantic-kernel",
            ["service"] = "connector",
        };
        await using RunKernel kernel = RunKernel.From(EndpointKernel.Create(endpoint, key: "connector"));
        IReadOnlyList<VerdictRow> rows = await RunAsync(evaluation, kernel);
        Assert.All(rows, row => Assert.Equal(5, row.Verdict.Score));
        Assert.All(rows, row => Assert.Equal(20, row.Verdict.Usage.InputTokens));
        Assert.NotEmpty(endpoint.Requests);
        Assert.All(endpoint.Requests, request => Assert.Equal(
            "json_schema", (string?)JsonNode.Parse(request.Body)!["response_format"]?["type"]));
    }

    private static async Task<IReadOnlyList<VerdictRow>> RunAsync(JudgedEvaluation evaluation, RunKernel kernel)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(evaluation.Evaluation.WriteConfiguration());
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        EvalPipeline pipeline = new(store, Providers.Create(kernel), kernel, [], TimeProvider.System);
        RunOutcome outcome = await pipeline.RunAsync(
            configuration, new RunOptions(), new Progress<RunProgress>(), CancellationToken.None);
        return await ReadAsync(evaluation, outcome.RunId);
    }

    private static async Task<IReadOnlyList<VerdictRow>> ReadAsync(JudgedEvaluation evaluation, string run)
    {
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Evaluation.Folder);
        return await store.ReadVerdictsAsync(run, task: null, CancellationToken.None).ToListAsync();
    }

    // All that does not depend on the clock, in an order that does not depend on the threads.
    private static IReadOnlyList<string> Lines(IReadOnlyList<VerdictRow> rows) =>
    [
        .. rows.Select(row => string.Join('|',
            row.JudgeId, row.Purpose, row.Verdict.Judge, row.Verdict.Layer, row.Verdict.SampleId, row.Verdict.Model,
            row.Verdict.Repeat, row.Verdict.Score, row.Verdict.Failure, row.Verdict.Message, row.Verdict.RawText,
            row.Verdict.InclusionProbability, row.Verdict.Calls, row.TextKey, row.Review?.Score, row.Review?.Action,
            row.Review?.RawText, row.Review?.HumanReason)).Order(StringComparer.Ordinal),
    ];
}
