using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Inference;
using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class LlamaEmbedderTests
{
    [LlamaFact]
    public async Task AnEmbeddingIsThePooledMeanOfAllTokensOrTheFirstOfThem()
    {
        using TemporaryFolder folder = new();
        using LlamaEmbedder mean = Load(new TinyBertGguf().WriteTo(folder.File("mean.gguf")));
        using LlamaEmbedder first = Load(new TinyBertGguf { Pooling = 2 }.WriteTo(folder.File("first.gguf")));

        // [CLS] storm power [SEP]
        double[][] tokens = [Token(2, 0), Token(5, 1), Token(6, 2), Token(3, 3)];
        GeneratedEmbeddings<Embedding<float>> found = await mean.GenerateAsync(["storm power"]);
        AssertNear(
            [.. Enumerable.Range(0, TinyBertGguf.Width).Select(i => tokens.Average(token => token[i]))], found[0]);
        Assert.Equal(4, found.Usage?.InputTokenCount);
        AssertNear(tokens[0], (await first.GenerateAsync(["storm power"]))[0]);
    }

    [LlamaFact]
    public async Task AnEmbeddingHasTheSameBitsInEveryCompany()
    {
        using TemporaryFolder folder = new();
        using LlamaEmbedder model = Load(new TinyBertGguf { Attends = true }.WriteTo(folder.File("bert.gguf")));
        string[] texts = ["storm power", "bread", "oven bread bread storm", "storm"];
        GeneratedEmbeddings<Embedding<float>> together = await model.GenerateAsync(texts);
        GeneratedEmbeddings<Embedding<float>>[] alone = await Task.WhenAll(
            texts.Reverse().Select(text => model.GenerateAsync([text])));
        Assert.Equal(
            together.Select(embedding => embedding.Vector.ToArray()),
            alone.Reverse().Select(embeddings => embeddings[0].Vector.ToArray()));

        // The neighbours are seen: a word alone is not what it is beside another.
        Assert.NotEqual(together[0].Vector.ToArray(), together[3].Vector.ToArray());
    }

    [LlamaFact]
    public async Task TextsThatAreTooLongAreRefusedAndTheNextOneIsNot()
    {
        using TemporaryFolder folder = new();
        using LlamaEmbedder model = Load(new TinyBertGguf().WriteTo(folder.File("bert.gguf")));
        string fits = string.Join(' ', Enumerable.Repeat("storm", TinyBertGguf.Longest - 2));
        Assert.Single(await model.GenerateAsync([fits]));
        ModelOutputException refused = await Assert.ThrowsAsync<ModelOutputException>(
            () => model.GenerateAsync([fits + " storm"]));
        Assert.Equal("A text of 65 tokens is longer than the 64 that the model takes.", refused.Message);
        Assert.Single(await model.GenerateAsync(["bread"]));
    }

    [LlamaFact]
    public async Task AnEmbedderAnswersNoPrompt()
    {
        using TemporaryFolder folder = new();
        using LlamaEmbedder model = Load(new TinyBertGguf().WriteTo(folder.File("bert.gguf")));
        await Assert.ThrowsAsync<EndpointException>(() => model.GetResponseAsync("ready?"));
    }

    [LlamaFact]
    public async Task EmbeddersOfGgufFilesAreComparedLikeAnyOther()
    {
        using ScriptedEvaluation evaluation = With(new TinyBertGguf());
        CommandResult run = await evaluation.RunAsync("run", "--json");
        Assert.True(run.Code is ExitCode.Passed or ExitCode.Inconclusive, run.Error);
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal(2, (int)report["models"]!["base"]!["outputs"]!);
        Assert.Equal(0, (int)report["models"]!["base"]!["errors"]!);
        Assert.True((bool)report["models"]!["q8_0"]!["varies_by_processor"]!);
        CommandResult again = await evaluation.RunAsync("run", "--fresh", "--json");
        Assert.Equal(run.StableJson, again.StableJson);
    }

    [LlamaFact]
    public async Task AModelWithoutPoolingIsRefusedBeforeASampleIsAsked()
    {
        using ScriptedEvaluation evaluation = With(new TinyBertGguf { Pooling = 4 });
        CommandResult reranker = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, reranker.Code);
        Assert.Contains("it is a reranker", reranker.Error, StringComparison.Ordinal);
        evaluation.Configuration["models"]!["base"]!["path"] = RepositoryRoot.Combine("models", "baseline.gguf");
        CommandResult writer = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, writer.Code);
        Assert.Contains("its file has no \"llama.pooling_type\"", writer.Error, StringComparison.Ordinal);
    }

    [LlamaFact]
    public void TokenTypesInBlocksAreRefusedBecauseLlamaCppWouldEndTheProcess()
    {
        using TemporaryFolder folder = new();
        string path = new TinyBertGguf { TypesType = TensorType.Q8_0 }.WriteTo(folder.File("bert.gguf"));
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => Load(path));
        Assert.Contains("tensor 'token_types.weight' in q8_0", refused.Message, StringComparison.Ordinal);
    }

    private static ScriptedEvaluation With(TinyBertGguf model)
    {
        ScriptedEvaluation evaluation = new(samples: 1);
        string path = JsonSerializer.Serialize(model.WriteTo(evaluation.Combine("bert.gguf")));
        File.WriteAllLines(evaluation.Combine("rank.jsonl"), ((string[])["storm", "oven"]).Select(query =>
            JsonSerializer.Serialize(new
            {
                id = query,
                query,
                candidates = new[] { new { id = "a", text = "power storm" }, new { id = "b", text = "bread oven" } },
                relevance = new { a = query == "storm" ? 1 : 0, b = query == "oven" ? 1 : 0 },
            })));
        evaluation.Configuration["models"] = JsonNode.Parse($$"""
            {
              "base": { "provider": "llama.cpp", "path": {{path}} },
              "q8_0": {
                "provider": "llama.cpp", "path": {{path}}, "quantize": { "method": "rtn", "type": "q8_0" }
              }
            }
            """);
        evaluation.Configuration["candidates"] = new JsonArray("q8_0");
        evaluation.Configuration["tasks"] = JsonNode.Parse(
            """{ "rank": { "dataset": "rank.jsonl", "ranking": "embedding", "metrics": ["mrr", "overlap@1"] } }""");
        evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "rank/overlap@1", "maxDrop": 0.9 }]""");
        return evaluation;
    }

    private static LlamaEmbedder Load(string path) => LlamaEmbedder.Load(path, new LlamaOptions(), default);

    // Three normalizations of the token's vector and its position's, as every other matrix is zero.
    private static double[] Token(int id, int position)
    {
        double[] x = [.. TinyBertGguf.VectorOf(id).Zip(TinyBertGguf.PositionOf(position), (a, b) => (double)a + b)];
        return Normalize(Normalize(Normalize(x)));
    }

    private static double[] Normalize(double[] x)
    {
        double mean = x.Average();
        double scale = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + TinyBertGguf.Epsilon);
        return [.. x.Select(value => (value - mean) * scale)];
    }

    private static void AssertNear(double[] expected, Embedding<float> found)
    {
        Assert.Equal(expected.Length, found.Vector.Length);
        Assert.All(expected.Zip(found.Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
