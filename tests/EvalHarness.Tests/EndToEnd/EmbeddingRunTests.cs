using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>
/// Rankings by embeddings of two dimensions. Every query is (3, 4); of its documents, "one" is (1, 0), "two" (0, 2) and
/// "three" (4, 3), with the cosines 3/5, 4/5 and 24/25 and the grades 0, 1 and 2: the order is right. The worse model
/// takes "one" for (5, 5), at 7/√50, and puts it first.
/// </summary>
public sealed class EmbeddingRunTests
{
    private const int Samples = 40;

    [Fact]
    public async Task EmbeddersAreComparedByTheMetricsOfTheirRankings()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        await using FakeEndpoint worse = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [5, 5])));
        using ScriptedEvaluation evaluation = With(good, worse);
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.True(result.Code == ExitCode.Failed, result.Error);
        JsonNode gate = JsonNode.Parse(result.Output)!["gates"]!.AsArray().Single()!;
        Assert.Equal("rank/ndcg", (string?)gate["metric"]);

        IReadOnlyList<OutputRow> baseline = await ReadAsync(evaluation, "base");
        IReadOnlyList<OutputRow> candidate = await ReadAsync(evaluation, "small");
        Assert.Equal(Samples, baseline.Count);
        Assert.All(baseline, row =>
        {
            Assert.Equal(["three", "two", "one"], row.Output.Ranking!.Candidates.Select(place => place.Id));
            Assert.Equal(
                [0.96, 0.8, 0.6],
                row.Output.Ranking.Candidates.Select(place => Math.Round(place.Score!.Value, 15)));
            Assert.Equal(1, ValueOf(row, "ndcg"));
            Assert.Equal(1, ValueOf(row, "mrr"));
        });

        // nDCG: (2/log2(3) + 1/log2(4)) / (2 + 1/log2(3)). MAP: (1/2 + 2/3) / 2.
        Assert.All(candidate, row =>
        {
            Assert.Equal(["one", "three", "two"], row.Output.Ranking!.Candidates.Select(place => place.Id));
            Assert.Equal(7 / Math.Sqrt(50), row.Output.Ranking.Candidates[0].Score!.Value, 12);
            Assert.Equal(((2 / Math.Log2(3)) + 0.5) / (2 + (1 / Math.Log2(3))), ValueOf(row, "ndcg")!.Value, 12);
            Assert.Equal(0.5, ValueOf(row, "mrr"));
            Assert.Equal(0, ValueOf(row, "recall@1"));
            Assert.Equal(0.5, ValueOf(row, "precision@2"));
            Assert.Equal(7.0 / 12, ValueOf(row, "map")!.Value, 12);
        });
    }

    [Fact]
    public async Task PrefixesStandBeforeTheTextsAndADocumentOfSeveralSamplesIsEmbeddedOnce()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        using ScriptedEvaluation evaluation = With(good, good);
        evaluation.Configuration["generation"]!["concurrency"] = 1;
        CommandResult result = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        string[][] asked = [.. good.Requests.Select(request => EmbeddingServer.TextsOf(request.Body))];

        // A probe of each model comes first.
        Assert.Equal(["query: item 0", "passage: one", "passage: two", "passage: three"], asked[2]);
        Assert.Equal(["query: item 1"], asked[3]);
        Assert.Equal(2 + (2 * Samples), asked.Length);
    }

    [Fact]
    public async Task HowFarACandidateKeepsTheBaselinesOrderIsAMetricLikeAnyOther()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        await using FakeEndpoint worse = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [5, 5])));
        using ScriptedEvaluation evaluation = With(good, worse);
        evaluation.Configuration["tasks"]!["rank"]!["metrics"] = new JsonArray("overlap@1", "overlap@2", "overlap@3");
        evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "rank/overlap@2", "maxDrop": 0.4 }]""");
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.True(result.Code == ExitCode.Failed, result.Error);
        Assert.All(await ReadAsync(evaluation, "base"), row => Assert.Equal(1, ValueOf(row, "overlap@2")));

        // "one", "three", "two" beside "three", "two", "one".
        Assert.All(await ReadAsync(evaluation, "small"), row =>
        {
            Assert.Equal(0, ValueOf(row, "overlap@1"));
            Assert.Equal(0.5, ValueOf(row, "overlap@2"));
            Assert.Equal(1, ValueOf(row, "overlap@3"));
        });

        // The stored rows say the same when the run is taken up again.
        CommandResult again = await evaluation.RunAsync("run", "--json", "--run", await evaluation.NewestRunAsync());
        Assert.Equal(result.StableJson, again.StableJson);
    }

    [Fact]
    public async Task AContinuedRunEndsAsAnUnbrokenOne()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(
            body, text => Vector(text, [1, 0]), countsTokens: true));
        await using FakeEndpoint worse = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [5, 5])));
        using ScriptedEvaluation evaluation = With(good, worse);
        string whole = (await evaluation.RunAsync("run", "--json")).StableJson;
        CommandResult stopped = await evaluation.InterruptAsync($"base rank {Samples}/{Samples}", "run");
        Assert.Equal(ExitCode.Incomplete, stopped.Code);
        int before = good.Requests.Count;
        CommandResult continued = await evaluation.RunAsync(
            "run", "--json", "--run", await evaluation.NewestRunAsync());
        Assert.Equal(whole, continued.StableJson);

        // The baseline was probed, and not asked for what it had answered.
        Assert.Equal(before + 1, good.Requests.Count);
    }

    [Fact]
    public async Task APlanCountsTheBatchesOfEverySample()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        using ScriptedEvaluation evaluation = With(good, good);
        CommandResult plan = await evaluation.RunAsync("run", "--plan", "--json");
        Assert.True(plan.Code == ExitCode.Passed, plan.Error);
        Assert.All(JsonNode.Parse(plan.Output)!["tasks"]!.AsArray(), task =>
        {
            Assert.Equal(Samples, (int)task!["calls"]!);
            Assert.Null((int?)task["output_tokens"]);
        });
    }

    [Fact]
    public async Task ATextThatIsTooLongLeavesItsSampleUnscoredWithTheReason()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(
            body, text => text == "query: item 7" ? null : Vector(text, [1, 0])));
        using ScriptedEvaluation evaluation = With(good, good);
        CommandResult result = await evaluation.RunAsync("run");
        // One missing pair may leave the gate undecided; the run itself is complete.
        Assert.True(result.Code is ExitCode.Passed or ExitCode.Inconclusive, result.Output + result.Error);
        OutputRow refused = Assert.Single(
            await ReadAsync(evaluation, "base"), row => row.Output.Error is not null);
        Assert.Equal("7", refused.Output.SampleId);
        Assert.Contains("longer than 512 tokens", refused.Output.Error!.Message, StringComparison.Ordinal);
        Assert.All(refused.Scores, score =>
        {
            Assert.Null(score.Value);
            Assert.Equal(ScoreFault.Transport, score.Fault);
        });
    }

    [Fact]
    public async Task AModelWithoutEmbeddingsIsRefusedBeforeASampleIsAsked()
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        await using FakeEndpoint chat = new((_, _) => new FakeReply { Status = 404, Body = "File Not Found" });
        using ScriptedEvaluation evaluation = With(good, chat);
        evaluation.Configuration["candidates"] = new JsonArray("small", "equal");
        foreach (string command in (string[])["validate", "run"])
        {
            CommandResult result = await evaluation.RunAsync(command);
            Assert.Equal(ExitCode.BadInput, result.Code);
            Assert.Contains("$.tasks.rank: model small, which has no emb", result.Error, StringComparison.Ordinal);
            Assert.Contains("404: File Not Found", result.Error, StringComparison.Ordinal);
            Assert.Contains("model equal, which has no embeddings", result.Error, StringComparison.Ordinal);
            Assert.Contains("llama-server --embeddings", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("grades", """["no","yes"]""", "\"grades\" only with")]
    [InlineData("messages", "\"chat\"", "\"messages\" beside \"ranking\": \"embedding\"")]
    [InlineData("lead", "\" \"", "Text around what is embedded is set by")]
    [InlineData("metrics", """["ndcg","exact_match"]""", "which has no text")]
    public async Task KeysOfAnsweringTasksAreMistakes(string key, string value, string words)
    {
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => Vector(text, [1, 0])));
        using ScriptedEvaluation evaluation = With(good, good);
        evaluation.Configuration["tasks"]!["rank"]![key] = JsonNode.Parse(value);
        CommandResult result = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrefixesBelongToRankingsByEmbeddingsOnly()
    {
        using ScriptedEvaluation evaluation = new();
        evaluation.Configuration["tasks"]!["ask"]!["queryPrefix"] = "query: ";
        CommandResult result = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        evaluation.Configuration["tasks"]!["ask"]!["metrics"] = new JsonArray("overlap@5");
        Assert.Contains("\"overlap@5\"", (await evaluation.RunAsync("validate")).Error, StringComparison.Ordinal);
        Assert.Contains("\"queryPrefix\" only with \"ranking\": \"embedding\"", result.Error, StringComparison.Ordinal);
    }

    private static float[]? Vector(string text, float[] one) => text switch
    {
        "passage: one" => one,
        "passage: two" => [0, 2],
        "passage: three" => [4, 3],
        _ when text.StartsWith("query: ", StringComparison.Ordinal) => [3, 4],

        // The probe's own sentences.
        _ => [text.Length, 1],
    };

    private static double? ValueOf(OutputRow row, string metric) =>
        row.Scores.Single(score => score.Metric == metric).Value;

    private static ScriptedEvaluation With(FakeEndpoint baseline, FakeEndpoint candidate)
    {
        ScriptedEvaluation evaluation = new(samples: 1);
        File.WriteAllLines(evaluation.Combine("rank.jsonl"), Enumerable.Range(0, Samples).Select(i =>
            JsonSerializer.Serialize(new
            {
                id = $"{i}",
                query = $"item {i}",
                candidates = ((string[])["one", "two", "three"]).Select(id => new { id, text = id }),
                relevance = new { one = 0, two = 1, three = 2 },
            })));
        JsonObject configuration = evaluation.Configuration;
        configuration["models"]!["base"] = Model(baseline);
        configuration["models"]!["small"] = Model(candidate);
        configuration["candidates"] = new JsonArray("small");
        configuration["tasks"] = JsonNode.Parse("""
            {
              "rank": {
                "dataset": "rank.jsonl", "ranking": "embedding",
                "queryPrefix": "query: ", "documentPrefix": "passage: ",
                "metrics": ["ndcg", "recall@1", "precision@2", "map", "mrr"]
              }
            }
            """);
        configuration["gates"] = JsonNode.Parse("""[{ "metric": "rank/ndcg", "maxDrop": 0.1 }]""");
        return evaluation;
    }

    private static JsonObject Model(FakeEndpoint endpoint) => new()
    {
        ["provider"] = "openai",
        ["endpoint"] = endpoint.Address.ToString(),
        ["model"] = "e",
    };

    private static async Task<IReadOnlyList<OutputRow>> ReadAsync(ScriptedEvaluation evaluation, string model)
    {
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        string run = await evaluation.NewestRunAsync();
        return await store.ReadOutputsAsync(run, model, "rank", CancellationToken.None).ToListAsync();
    }
}
