using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>
/// Rankings by the embeddings of models that users wrote. The query is (3, 4); its documents are "a" (1.4, 1.6), "b"
/// (0.6, 0.6) and "c" (1, 0), with the cosines .997, .990 and .6 and the grades 2, 1 and 0. Rounded to whole numbers,
/// "a" is (1, 2), at .984, and "b" (1, 1), still at .990: the first two change places.
/// </summary>
public sealed class AssemblyEmbeddingTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 1);

    public AssemblyEmbeddingTests()
    {
        File.WriteAllLines(_evaluation.Combine("rank.jsonl"), Enumerable.Range(0, 120).Select(i =>
            JsonSerializer.Serialize(new
            {
                id = $"{i}",
                query = "3 4",
                candidates = new[]
                {
                    new { id = "a", text = "1.4 1.6" },
                    new { id = "b", text = "0.6 0.6" },
                    new { id = "c", text = "1 0" },
                },
                relevance = new { a = 2, b = 1, c = 0 },
            })));
        JsonObject configuration = _evaluation.Configuration;
        configuration["models"] = new JsonObject
        {
            ["exact"] = Model(decimals: 3),
            ["fine"] = Model(decimals: 1),
            ["whole"] = Model(decimals: 0),
        };
        configuration["baseline"] = "exact";
        configuration["candidates"] = new JsonArray("fine", "whole");
        configuration["tasks"] = JsonNode.Parse(
            """{ "rank": { "dataset": "rank.jsonl", "ranking": "embedding", "metrics": ["ndcg", "overlap@1"] } }""");
        configuration["gates"] = JsonNode.Parse("""[{ "metric": "rank/ndcg", "maxDrop": 0.1 }]""");
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task EmbeddersOfAnAssemblyAreRankedGatedAndReported()
    {
        CommandResult result = await _evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Failed, result.Error + result.Output);

        JsonNode report = JsonNode.Parse(File.ReadAllText(Assert.Single(
            Directory.GetFiles(_evaluation.Folder, "report.json", SearchOption.AllDirectories))))!;
        Assert.Equal(
            [("fine", "pass"), ("whole", "fail")],
            report["gates"]!.AsArray().Select(gate => ((string)gate!["candidate"]!, (string)gate["outcome"]!)));
        Assert.Equal(0, ChangeOf(report, "fine", "rank/ndcg"), 12);
        Assert.Equal(0, ChangeOf(report, "fine", "rank/overlap@1"), 12);
        Assert.Equal(-1, ChangeOf(report, "whole", "rank/overlap@1"), 12);

        // (1 + 2/log2(3)) / (2 + 1/log2(3)) beside 1.
        Assert.Equal(
            ((1 + (2 / Math.Log2(3))) / (2 + (1 / Math.Log2(3)))) - 1, ChangeOf(report, "whole", "rank/ndcg"), 6);
        Assert.Contains(
            "VectorModel of EvalHarness.Tests.dll", report["models"]!["whole"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelOfAnAssemblyWithoutEmbeddingsIsRefusedByName()
    {
        _evaluation.Configuration["models"]!["talks"] = Model(decimals: 0);
        _evaluation.Configuration["models"]!["talks"]!["type"] = "SupportModel";
        _evaluation.Configuration["candidates"] = new JsonArray("talks");
        CommandResult result = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.tasks.rank: model talks, which has no embeddings", result.Error, StringComparison.Ordinal);
    }

    private static double ChangeOf(JsonNode report, string candidate, string metric) => (double)report["comparisons"]!
        .AsArray().Single(one => (string?)one!["candidate"] == candidate && (string?)one["metric"] == metric)!["delta"]!;

    private static JsonObject Model(int decimals) => new()
    {
        ["provider"] = "assembly",
        ["assembly"] = typeof(VectorModel).Assembly.Location,
        ["type"] = nameof(VectorModel),
        ["settings"] = new JsonObject { ["decimals"] = decimals },
    };
}
