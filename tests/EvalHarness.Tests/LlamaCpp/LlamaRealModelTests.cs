using System.Numerics.Tensors;
using System.Text.Json;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Models;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>
/// A real chat model in Q4_1, beside transformers' arithmetic in single precision on the same weights: tokens are
/// equal, and log-probabilities differ by what llama.cpp rounds of the activations, on average by 0.05 nats.
/// </summary>
public sealed class LlamaRealModelTests
{
    [LlamaModelFact]
    public void TokensAreThoseOfTransformers()
    {
        using LlamaVocabulary vocabulary = LlamaVocabulary.Load(SharedFixtures.ChatModel);
        Tokenizer tokenizer = vocabulary.Tokenizer;
        foreach (JsonElement line in Lines("tokenizer.jsonl"))
        {
            string text = line.GetProperty("text").GetString()!;
            int[] ids = Ids(line, "ids");
            Assert.Equal(ids, tokenizer.Encode(text, addSpecial: false, parseSpecial: true));
            Assert.Equal(
                line.TryGetProperty("ids_no_special", out _) ? Ids(line, "ids_no_special") : ids,
                tokenizer.Encode(text, addSpecial: false, parseSpecial: false));
        }
    }

    [LlamaModelFact]
    public void ConversationsAreTheTokensThatTransformersMakesOfThem()
    {
        string path = SharedFixtures.ChatModel;
        using LlamaVocabulary vocabulary = LlamaVocabulary.Load(path);
        using GgufFile file = GgufFile.Open(path);
        ModelPrompts prompts = ModelPrompts.FromGguf(
            ModelSource.FromFile("llama.cpp", path), path, file.Metadata, ModelPrompts.TokensOf(vocabulary.Tokenizer));
        foreach (JsonElement line in Lines("chat.jsonl")
            .Where(line => line.GetProperty("add_generation_prompt").GetBoolean()))
        {
            string key = line.TryGetProperty("ids_content_as_text", out _) ? "ids_content_as_text" : "ids";
            ChatMessage[] messages = [.. line.GetProperty("messages").EnumerateArray().Select(MessageOf)];
            Assert.Equal(Ids(line, key), prompts.Render(messages).Encode(vocabulary.Tokenizer));
        }
    }

    [LlamaModelFact]
    public async Task LogProbabilitiesDifferByTheRoundingOfActivations()
    {
        LlamaOptions options = new() { Sequences = 1, ContextLength = 512, KeyValueType = TensorType.F32 };
        await using InferenceEngine engine = LlamaEngine.Load(SharedFixtures.ChatModel, options, default);
        List<double> differences = [];
        int same = 0;
        foreach (JsonElement line in Lines("loglikelihood.jsonl").Take(1))
        {
            int[] ids = Ids(line, "ids");
            int[] best = Ids(line, "argmax");
            double[] expected =
                [.. line.GetProperty("logprobs").EnumerateArray().Select(value => value.GetDouble())];
            await engine.ReadLogitsAsync(ids[..^1], 0, (position, row) =>
            {
                differences.Add(row[ids[position + 1]] - LogSoftmax.Normalizer(row) - expected[position]);
                same += TensorPrimitives.IndexOfMax(row) == best[position] ? 1 : 0;
            });
        }

        Assert.InRange(differences.Average(Math.Abs), 1e-3, 0.1);
        Assert.InRange(Math.Abs(differences.Average()), 0, 0.03);
        Assert.InRange((double)same / differences.Count, 0.9, 1);
    }

    private static ChatMessage MessageOf(JsonElement message) => new(
        new ChatRole(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString());

    private static int[] Ids(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedFixtures.Combine("smollm2", file)).Select(line => JsonElement.Parse(line));
}
