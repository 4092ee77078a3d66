using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class KernelEmbeddingsTests
{
    [Fact]
    public async Task AnEmbeddingModelOfTheKernelRanks()
    {
        using ScriptedEvaluation evaluation = With("embedder");
        IReadOnlyList<OutputRow> rows = await RunAsync(evaluation, new LetterEmbeddings());

        // Shares of a, b and c: the query (2, 1, 0) is nearest to (4, 2, 1), then (1, 1, 0), then (0, 0, 3).
        Assert.All(rows, row =>
        {
            Assert.Equal(["near", "half", "far"], row.Output.Ranking!.Candidates.Select(place => place.Id));
            Assert.Equal(10 / Math.Sqrt(5 * 21), row.Output.Ranking.Candidates[0].Score!.Value, 12);
            Assert.Equal(3 / Math.Sqrt(5 * 2), row.Output.Ranking.Candidates[1].Score!.Value, 12);
            Assert.Equal(0, row.Output.Ranking.Candidates[2].Score);
            Assert.Equal(1, row.Scores.Single().Value);
        });
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task AFailureOfTheConnectorIsTheReasonOfItsSample()
    {
        using ScriptedEvaluation evaluation = With("embedder");
        evaluation.Configuration["generation"]!["maxErrors"] = 1;
        IReadOnlyList<OutputRow> rows = await RunAsync(evaluation, new LetterEmbeddings { Refused = "aab aab" });
        Assert.Contains("400: the text is too long", rows[1].Output.Error?.Message, StringComparison.Ordinal);
        Assert.Null(rows[1].Scores.Single().Value);
        Assert.Null(rows[0].Output.Error);
    }

    [Fact]
    public async Task ServicesWithoutEmbeddingsAndEmbeddersWithoutAnswersAreRefused()
    {
        using ScriptedEvaluation chat = With("chat");
        Assert.Contains(
            "model base, which has no embeddings (no IEmbeddingGenerator<string, Embedding<float>> of the Kernel",
            (await RefuseAsync(chat)).Message, StringComparison.Ordinal);
        using ScriptedEvaluation both = With("embedder");
        both.Configuration["tasks"]!["ask"] = JsonNode.Parse(
            """{ "dataset": "data.jsonl", "prompt": "ask.yaml", "metrics": ["exact_match"] }""");
        Assert.Contains(
            "model base, which gives embeddings and no answers",
            (await RefuseAsync(both)).Message, StringComparison.Ordinal);
        using ScriptedEvaluation answers = With("embedder");
        answers.Configuration["tasks"] = JsonNode.Parse(
            """{ "ask": { "dataset": "data.jsonl", "prompt": "ask.yaml", "metrics": ["exact_match"] } }""");
        Assert.Contains(
            "\"embedder\", which is the serviceId of an embedding model",
            (await RefuseAsync(answers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServiceMayAnswerAndEmbed()
    {
        LetterEmbeddings generator = new();
        using IChatClient chat = AnsweringClient.Saying("yes");
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddKeyedSingleton("both", chat);
        Kernel kernel = builder.Build();
        using KernelEmbeddings model = new("both", generator, KernelChatClient.From(kernel, "both"));
        Assert.Equal("yes", (await model.GetResponseAsync("ready?")).Text);
        GeneratedEmbeddings<Embedding<float>> found = await model.GenerateAsync(["ac"]);
        Assert.Equal([1f, 0f, 1f], found[0].Vector.ToArray());
        Assert.Same(model, model.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
    }

    private static async Task<InvalidInputException> RefuseAsync(ScriptedEvaluation evaluation) =>
        await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(evaluation, new LetterEmbeddings()));

    private static ScriptedEvaluation With(string service)
    {
        ScriptedEvaluation evaluation = new(samples: 1);
        File.WriteAllLines(evaluation.Combine("rank.jsonl"), ((string[])["aab", "aab aab"]).Select(query =>
            JsonSerializer.Serialize(new
            {
                id = query,
                query,
                candidates = new[]
                {
                    new { id = "far", text = "ccc" },
                    new { id = "half", text = "ab" },
                    new { id = "near", text = "aaaabbc" },
                },
                relevance = new { near = 2, half = 1, far = 0 },
            })));
        JsonObject configuration = evaluation.Configuration;
        foreach (string name in (string[])["base", "equal"])
        {
            configuration["models"]![name] = new JsonObject { ["provider"] = "semantic-kernel", ["service"] = service };
        }

        configuration["candidates"] = new JsonArray("equal");
        configuration["tasks"] = JsonNode.Parse(
            """{ "rank": { "dataset": "rank.jsonl", "ranking": "embedding", "metrics": ["ndcg"] } }""");
        configuration["gates"] = new JsonArray();
        return evaluation;
    }

    private static async Task<IReadOnlyList<OutputRow>> RunAsync(
        ScriptedEvaluation evaluation, LetterEmbeddings generator)
    {
        await using RunKernel kernel = RunKernel.Create(builder =>
        {
            builder.Services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>("embedder", generator);
            builder.Services.AddKeyedSingleton<IChatClient>("chat", AnsweringClient.Saying("yes"));
        });
        ResolvedConfiguration configuration = ConfigurationFile.Load(evaluation.WriteConfiguration());
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        ModelProviders providers = new([.. ModelProviders.BuiltIn, new SemanticKernelProvider(kernel)]);
        EvalPipeline pipeline = new(store, providers, kernel, writers: [], TimeProvider.System);
        RunOutcome outcome = await pipeline.RunAsync(
            configuration, new RunOptions(), new Progress<RunProgress>(), CancellationToken.None);
        return await store.ReadOutputsAsync(outcome.RunId, "base", "rank", CancellationToken.None).ToListAsync();
    }

    /// <summary>Counts of a, b and c.</summary>
    private sealed class LetterEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public string? Refused { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => text == Refused
                ? throw new HttpOperationException(HttpStatusCode.BadRequest, "", "the text is too long", null)
                : new Embedding<float>("abc".Select(letter => (float)text.Count(other => other == letter)).ToArray()))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
