using System.Numerics.Tensors;
using System.Text.Json;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>
/// A real chat model with single-precision weights in llama.cpp, against transformers 5.24.0 in single precision: both
/// compute the same sums in another order. The tests take a part of the cases; all of them are stated in
/// docs/llama-cpp.md.
/// </summary>
public sealed class LlamaExactModelTests(LlamaExactModel model) : IClassFixture<LlamaExactModel>
{
    // Measured over all cases: see docs/llama-cpp.md.
    private const double PerLogit = 5e-4;
    private const double PerToken = 1e-4;

    [LlamaModelFact]
    public void TokensAreThoseOfTransformers()
    {
        Tokenizer tokenizer = model.Engine.Tokenizer;
        Assert.All(Lines("tokenizer.jsonl"), line => Assert.Equal(
            Ids(line, "ids"),
            tokenizer.Encode(line.GetProperty("text").GetString()!, addSpecial: false, parseSpecial: true)));
    }

    [LlamaModelFact]
    public async Task LogProbabilitiesAreThoseOfTransformers()
    {
        foreach (JsonElement line in Lines("loglikelihood.jsonl").Take(2))
        {
            int[] ids = Ids(line, "ids");
            int[] best = Ids(line, "argmax");
            double[] expected = Numbers(line, "logprobs");
            Dictionary<int, JsonElement> tops = line.GetProperty("top20").EnumerateArray()
                .ToDictionary(top => top.GetProperty("position").GetInt32());
            double sum = 0;
            int others = 0;
            await model.Engine.ReadLogitsAsync(ids, 0, (position, logits) =>
            {
                double normalizer = LogSoftmax.Normalizer(logits);
                others += TensorPrimitives.IndexOfMax(logits) == best[position] ? 0 : 1;
                if (position < expected.Length)
                {
                    double found = logits[ids[position + 1]] - normalizer;
                    Assert.Equal(expected[position], found, PerLogit);
                    sum += found - expected[position];
                }

                if (tops.TryGetValue(position, out JsonElement top))
                {
                    RequireTop(top, logits.ToArray());
                }
            });
            Assert.Equal(0, others);
            Assert.InRange(Math.Abs(sum), 0, PerToken * expected.Length);
        }
    }

    [LlamaModelFact]
    public async Task PerplexityIsThatOfTransformers()
    {
        JsonElement line = Lines("perplexity.jsonl").Single();
        int[] ids = model.Engine.Tokenizer.Encode(
            line.GetProperty("text").GetString()!, addSpecial: false, parseSpecial: false);
        int window = line.GetProperty("window").GetInt32();
        foreach (JsonElement expected in line.GetProperty("chunks").EnumerateArray().Where((_, i) => i % 4 == 0))
        {
            int start = expected.GetProperty("start").GetInt32();
            double[] last =
                [.. (await model.Engine.ScoreTextAsync(ids[start..(start + window)])).TakeLast(127)];
            double difference = -last.Sum() - expected.GetProperty("nll_second_half").GetDouble();
            Assert.Equal(1, Math.Exp(difference / last.Length), 1e-5);
        }
    }

    [LlamaModelFact]
    public async Task GreedyAnswersAreThoseOfTransformers()
    {
        foreach (JsonElement line in Lines("greedy.jsonl").Take(3))
        {
            int[] expected = Ids(line, "ids")[..24];
            Assert.All(Numbers(line, "margin").Take(expected.Length), margin => Assert.InRange(margin, 2e-3, 100));
            GenerationResult answer = await model.Engine.GenerateAsync(new GenerationRequest
            {
                PromptTokens = Ids(line, "prompt_ids"),
                MaxTokens = expected.Length,
                IgnoreEndOfText = true,
            });
            Assert.Equal(expected, answer.Tokens);
        }
    }

    private static void RequireTop(JsonElement top, float[] logits)
    {
        int[] best = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).Take(20)];
        Assert.Equal(Ids(top, "ids").Order(), best.Order());
        Assert.All(
            Ids(top, "ids").Zip(Numbers(top, "logits")),
            pair => Assert.Equal(pair.Second, logits[pair.First], PerLogit));
    }

    private static int[] Ids(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];

    private static double[] Numbers(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(number => number.GetDouble())];

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedFixtures.Combine("smollm2", file)).Select(line => JsonElement.Parse(line));
}
