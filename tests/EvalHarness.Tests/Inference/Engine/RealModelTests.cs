using System.Numerics.Tensors;
using System.Text.Json;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Engine;

// A real model against transformers 5.24.0 (tokens, log-probabilities, perplexity) and lm-evaluation-harness 0.4.13
// (pairs of context and continuation, rolling windows), all in float32.
public sealed class RealModelTests(SharedModel model) : IClassFixture<SharedModel>
{
    private const double PerRequest = 5e-4;
    private const double PerToken = 1e-4;

    // Relative, of the perplexity of a window.
    private const double PerPerplexity = 1e-5;

    [SharedModelFact]
    public void TokensAreThoseOfTransformers()
    {
        Tokenizer tokenizer = model.Engine.Tokenizer;
        Assert.All(Cases("smollm2", "tokenizer.jsonl"), line =>
        {
            string text = line.GetProperty("text").GetString()!;
            int[] ids = Ids(line, "ids");
            Assert.Equal(ids, tokenizer.Encode(text, addSpecial: false, parseSpecial: true));
            Assert.Equal(
                line.TryGetProperty("ids_no_special", out _) ? Ids(line, "ids_no_special") : ids,
                tokenizer.Encode(text, addSpecial: false, parseSpecial: false));
        });
    }

    [SharedModelFact]
    public async Task LogProbabilitiesAreThoseOfTransformers()
    {
        int others = 0;
        int all = 0;
        foreach (JsonElement line in Cases("smollm2", "loglikelihood.jsonl").Where((_, i) => i % 2 == 0))
        {
            int[] ids = Ids(line, "ids");
            int[] argmax = Ids(line, "argmax");
            double[] expected = Numbers(line, "logprobs");
            Dictionary<int, JsonElement> tops = line.GetProperty("top20").EnumerateArray()
                .ToDictionary(top => top.GetProperty("position").GetInt32());
            Assert.Equal(ids, model.Engine.Tokenizer.Encode(
                line.GetProperty("text").GetString()!, addSpecial: false, parseSpecial: false));
            await model.Engine.ReadLogitsAsync(ids, 0, (position, logits) =>
            {
                double normalizer = LogSoftmax.Normalizer(logits);
                if (position < expected.Length)
                {
                    Assert.Equal(expected[position], logits[ids[position + 1]] - normalizer, PerRequest);
                }

                all++;
                others += TensorPrimitives.IndexOfMax(logits) == argmax[position] ? 0 : 1;
                if (tops.TryGetValue(position, out JsonElement top))
                {
                    float[] row = logits.ToArray();
                    int[] best = [.. Enumerable.Range(0, row.Length).OrderByDescending(id => row[id]).Take(20)];
                    Assert.Equal(Ids(top, "ids").Order(), best.Order());
                    Assert.All(
                        Ids(top, "ids").Zip(Numbers(top, "logits")),
                        pair => Assert.Equal(pair.Second, row[pair.First], PerRequest));
                    Assert.Equal(top.GetProperty("logsumexp").GetDouble(), normalizer, PerRequest);
                }
            });
        }

        Assert.InRange(others, 0, all / 1000);
    }

    [SharedModelFact]
    public async Task PerplexityIsThatOfTransformers()
    {
        JsonElement line = Cases("smollm2", "perplexity.jsonl").Single();
        int[] ids = model.Engine.Tokenizer.Encode(
            line.GetProperty("text").GetString()!, addSpecial: false, parseSpecial: false);
        Assert.Equal(line.GetProperty("tokens").GetInt32(), ids.Length);
        int window = line.GetProperty("window").GetInt32();

        // Each window on its own, so that no error makes up for another: every third of them.
        foreach (JsonElement expected in line.GetProperty("chunks").EnumerateArray().Where((_, i) => i % 3 == 0))
        {
            int start = expected.GetProperty("start").GetInt32();
            IReadOnlyList<double> terms = await model.Engine.ScoreTextAsync(ids[start..(start + window)]);
            Require(expected, "nll_all", terms);
            Require(expected, "nll_second_half", [.. terms.TakeLast(127)]);
        }

        static void Require(JsonElement expected, string key, IReadOnlyList<double> terms) => Assert.Equal(
            1, Math.Exp((-terms.Sum() - expected.GetProperty(key).GetDouble()) / terms.Count), PerPerplexity);
    }

    [SharedModelFact]
    public async Task ContinuationsAreCutAndScoredAsTheFieldDoes()
    {
        foreach (JsonElement line in Cases("lm-eval", "pairs.jsonl"))
        {
            string context = line.GetProperty("context").GetString()!;
            string continuation = line.GetProperty("continuation").GetString()!;
            if (line.TryGetProperty("expected_error", out _))
            {
                Assert.Throws<ArgumentException>(() => Encode(context, continuation));
                continue;
            }

            ContinuationTokens pair = Encode(context, continuation);
            Assert.Equal(Ids(line, "context_ids"), pair.Context);
            Assert.Equal(Ids(line, "tokens"), pair.Continuation);
            ContinuationTokens cut = pair.FitTo(line.GetProperty("max_length").GetInt32());
            Assert.Equal(
                line.TryGetProperty("cut_from_left", out JsonElement dropped) ? dropped.GetInt32() : 0, cut.Dropped);
            ContinuationScore score = (await model.Engine.ScoreAsync(cut.Context, [cut.Continuation]))[0];
            RequireSum(line, score.LogLikelihood, cut.Continuation.Count);
            Assert.Equal(line.GetProperty("is_greedy").GetBoolean(), score.IsGreedy);
        }
    }

    [SharedModelFact]
    public async Task TextsAreScoredInTheFieldsRollingWindows()
    {
        // Texts that fit a context whole have the same window in every other that they fit.
        Dictionary<string, IReadOnlyList<double>> known = new(StringComparer.Ordinal);
        foreach (JsonElement run in Cases("lm-eval", "rolling.jsonl"))
        {
            int context = run.GetProperty("max_length").GetInt32();
            int prefix = RollingWindow.PrefixOf(model.Engine.Tokenizer);
            Assert.Equal(run.GetProperty("prefix_token").GetInt32(), prefix);
            foreach (JsonElement document in run.GetProperty("docs").EnumerateArray())
            {
                int[] text = model.Engine.Tokenizer.Encode(
                    document.GetProperty("text").GetString()!, addSpecial: true, parseSpecial: true);
                Assert.Equal(document.GetProperty("n_tokens").GetInt32(), text.Length);
                int[] tokens = [prefix, .. text];
                JsonElement[] windows = [.. document.GetProperty("windows").EnumerateArray()];
                RollingWindow[] found = [.. RollingWindow.Over(tokens.Length, context)];
                Assert.Equal(windows.Length, found.Length);
                foreach ((JsonElement expected, RollingWindow window) in windows.Zip(found))
                {
                    int predicted = window.End - window.FirstPredicted;
                    Assert.Equal(expected.GetProperty("predicted").GetInt32(), predicted);
                    Assert.Equal(
                        expected.GetProperty("context_tokens").GetInt32(), window.FirstPredicted - window.Start);
                    Assert.Equal(expected.GetProperty("first_context_token").GetInt32(), tokens[window.Start]);
                    string key = string.Join(' ', tokens[window.Start..window.End]);
                    if (!known.TryGetValue(key, out IReadOnlyList<double>? terms))
                    {
                        known[key] = terms = await model.Engine.ScoreTextAsync(tokens[window.Start..window.End]);
                    }

                    RequireSum(expected, terms.TakeLast(predicted).Sum(), predicted);
                }
            }
        }
    }

    private static void RequireSum(JsonElement expected, double actual, int tokens) => Assert.Equal(
        expected.GetProperty("loglikelihood").GetDouble(), actual, PerRequest + (PerToken * tokens));

    private ContinuationTokens Encode(string context, string continuation) =>
        ContinuationTokens.From(model.Engine.Tokenizer, context, continuation, parseSpecial: true);

    private static IEnumerable<JsonElement> Cases(params string[] path) =>
        File.ReadAllText(SharedFixtures.Combine(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line));

    private static int[] Ids(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];

    private static double[] Numbers(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(number => number.GetDouble())];
}
