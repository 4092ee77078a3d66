using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>A real sentence embedder, all-MiniLM-L6-v2, and what quantizing takes from it.</summary>
public sealed class RealEmbedderTests
{
    // Questions, and the passage that answers each.
    private static readonly (string Query, string Passage)[] s_pairs =
    [
        ("How do I get rid of rust on a bicycle chain?", "Soak the chain in vinegar, scrub it, dry it and oil it."),
        ("When should tomatoes be planted?", "Seedlings go into the bed once the last night frost has passed."),
        ("What makes bread rise?", "Yeast eats sugar and gives off gas, which stretches the dough."),
        ("Why is the sky blue?", "Air scatters short wavelengths of sunlight more than long ones."),
        ("How is the interest of a loan computed?", "The bank multiplies what is still owed by the yearly rate."),
        ("Who may vote in the election?", "Every citizen of eighteen years or more can cast a ballot."),
        ("What helps against a headache?", "Rest in a dark room, drink water, or take a mild painkiller."),
        ("How fast does light travel?", "It covers nearly three hundred thousand kilometres in a second."),
        ("Which pass connects the two valleys?", "A steep mountain road crosses the ridge at 2,100 metres."),
        ("How do whales sleep?", "The animals rest one half of the brain while the other keeps them breathing."),
        ("How can I return a parcel?", "Print the label from your order, and bring the box to a post office."),
        ("What does a compiler do?", "It translates source code into instructions for the processor."),
        ("Why did the bridge collapse?", "Corroded cables could no longer carry the weight of the deck."),
        ("How is cheese made?", "Rennet curdles the milk, and the curds are pressed and left to ripen."),
        ("What time does the museum open?", "Visitors are let in from ten in the morning, except on Mondays."),
        ("How do vaccines work?", "They show the immune system a harmless part of the germ."),
    ];

    [LlamaFact]
    public async Task CosinesAreThoseOfOnnxRuntimeOnThePublishedWeights()
    {
        using TemporaryFolder folder = new();
        RealEmbedder embedder = new();
        string path = embedder.WriteGguf(folder);
        using LlamaVocabulary vocabulary = LlamaVocabulary.Load(path);
        using LlamaEmbedder model = LlamaEmbedder.Load(path, new LlamaOptions { Threads = 1 }, default);
        using InferenceSession session = new(embedder.Onnx);
        (int start, int end) = (embedder.IdOf("[CLS]"), embedder.IdOf("[SEP]"));
        string[] texts =
            [.. s_pairs.SelectMany(pair => (string[])[pair.Query, pair.Passage]), "naïve Ångström", "!?"];
        float[][] found = [.. (await model.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];
        float[][] expected =
            [.. texts.Select(text => Embed(session, [start, .. vocabulary.Tokenizer.Encode(text, false, false), end]))];
        for (int i = 0; i < texts.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                float difference = TensorPrimitives.CosineSimilarity<float>(found[i], found[j])
                    - TensorPrimitives.CosineSimilarity<float>(expected[i], expected[j]);
                Assert.True(Math.Abs(difference) < 0.001, $"{texts[i]} | {texts[j]}: {difference}");
            }
        }
    }

    [LlamaFact]
    public async Task QuantizedItFindsThePassagesAndOrdersTheOthersAnew()
    {
        using TemporaryFolder folder = new();
        using ScriptedEvaluation evaluation = With(new RealEmbedder().WriteGguf(folder));
        CommandResult run = await evaluation.RunAsync("run", "--json");
        Assert.True(run.Code == ExitCode.Passed, run.Output + run.Error);
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal("ship", (string?)report["decision"]);
        double Mean(string candidate, string metric, string side = "candidate_mean") =>
            (double)report["comparisons"]!.AsArray().Single(comparison =>
                (string?)comparison!["candidate"] == candidate
                && (string?)comparison["metric"] == "search/" + metric)![side]!;
        foreach (string candidate in (string[])["q8_0", "q4_0"])
        {
            Assert.Equal(1, Mean(candidate, "recall@1", "baseline_mean"));
            Assert.Equal(1, Mean(candidate, "recall@1"));
            Assert.Equal(1, Mean(candidate, "ndcg"));
            Assert.Equal(1, Mean(candidate, "overlap@5", "baseline_mean"));
        }

        Assert.InRange(Mean("q8_0", "overlap@5"), 0.9, 1);
        Assert.InRange(Mean("q4_0", "overlap@5"), 0.6, Mean("q8_0", "overlap@5") - 0.01);
    }

    private static ScriptedEvaluation With(string model)
    {
        ScriptedEvaluation evaluation = new(samples: 1);
        var passages = s_pairs.Select((pair, i) => new { id = $"p{i}", text = pair.Passage }).ToArray();
        File.WriteAllLines(evaluation.Combine("search.jsonl"), s_pairs.Select((pair, i) => JsonSerializer.Serialize(new
        {
            id = $"q{i}",
            query = pair.Query,
            candidates = passages,
            relevance = new Dictionary<string, int> { [$"p{i}"] = 1 },
        })));
        evaluation.Configuration["models"] = new JsonObject
        {
            ["base"] = Model(model, type: null),
            ["q8_0"] = Model(model, "q8_0"),
            ["q4_0"] = Model(model, "q4_0"),
        };
        evaluation.Configuration["candidates"] = new JsonArray("q8_0", "q4_0");
        evaluation.Configuration["tasks"] = JsonNode.Parse("""
            {
              "search": {
                "dataset": "search.jsonl", "ranking": "embedding",
                "metrics": ["recall@1", "ndcg", "overlap@5"]
              }
            }
            """);
        evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "search/recall@1", "maxDrop": 0.3 }]""");
        return evaluation;
    }

    private static JsonObject Model(string path, string? type)
    {
        JsonObject model = new() { ["provider"] = "llama.cpp", ["path"] = path };
        if (type is not null)
        {
            model["quantize"] = new JsonObject { ["method"] = "rtn", ["type"] = type };
        }

        return model;
    }

    // The mean of the last layer's vectors.
    private static float[] Embed(InferenceSession session, int[] ids)
    {
        NamedOnnxValue Input(string name, Func<int, long> value) => NamedOnnxValue.CreateFromTensor(
            name, new DenseTensor<long>(ids.Select(value).ToArray(), [1, ids.Length]));
        using var outputs = session.Run(
            [Input("input_ids", id => id), Input("attention_mask", _ => 1), Input("token_type_ids", _ => 0)],
            ["last_hidden_state"]);
        float[] vectors = [.. outputs[0].AsEnumerable<float>()];
        int width = vectors.Length / ids.Length;
        return [.. Enumerable.Range(0, width).Select(i => ids.Index().Average(at => vectors[(at.Index * width) + i]))];
    }
}
