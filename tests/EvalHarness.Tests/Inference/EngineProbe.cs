using System.Runtime.InteropServices;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;

namespace EvalHarness.Tests.Inference;

/// <summary>Reads an engine's logits and compares them.</summary>
internal static class EngineProbe
{
    /// <summary>Seeded tokens of <see cref="Testing.TinyGguf"/>'s vocabulary.</summary>
    public static int[] Tokens(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4, 270))];
    }

    /// <summary>Logits after every token.</summary>
    public static async Task<float[][]> ReadLogits(InferenceEngine engine, int[] tokens)
    {
        float[][] rows = new float[tokens.Length][];
        await engine.ReadLogitsAsync(tokens, 0, (position, logits) => rows[position] = logits.ToArray());
        return rows;
    }

    /// <summary>Logits after every token, from an engine that is loaded for this alone.</summary>
    public static async Task<float[][]> ReadLogits(string path, EngineOptions options, int[] tokens)
    {
        using InferenceEngine engine = InferenceEngine.Load(path, options);
        return await ReadLogits(engine, tokens);
    }

    /// <summary>Mean KL(base || other) of the distributions, in nats.</summary>
    public static double Divergence(float[][] first, float[][] other) =>
        first.Zip(other, (p, q) => Divergence(LogSoftmax(p), LogSoftmax(q))).Average();

    /// <summary>Largest difference of two logits.</summary>
    public static double LargestDifference(float[][] first, float[][] other) =>
        first.Zip(other, (p, q) => p.Zip(q, (a, b) => Math.Abs((double)a - b)).Max()).Max();

    /// <summary>Fails unless all logits have the same bits.</summary>
    public static void RequireSameBits(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                MemoryMarshal.AsBytes(expected[i].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(actual[i].AsSpan())),
                $"The logits at position {i} differ.");
        }
    }

    /// <summary>
    /// Fails unless a sequence gets the same bits alone on one thread, token by token, and beside fifteen others in
    /// teams and chunks of several sizes.
    /// </summary>
    public static async Task RequireBatchInvariance(string path, EngineOptions options)
    {
        int[] tokens = Tokens(70, seed: 3);
        float[][] expected = await ReadLogits(
            path, options with { Threads = 1, MaxSequences = 1, BatchTokens = 1 }, tokens);
        foreach ((int threads, int chunk) in new[] { (1, 512), (2, 512), (3, 67), (2, 16) })
        {
            using InferenceEngine engine = InferenceEngine.Load(
                path, options with { Threads = threads, MaxSequences = 16, BatchTokens = chunk });
            Task<float[][]>[] together = [.. Enumerable.Range(0, 16)
                .Select(i => ReadLogits(engine, i % 2 == 0 ? tokens : Tokens(5 + (4 * i), seed: i)))];
            for (int i = 0; i < together.Length; i += 2)
            {
                RequireSameBits(expected, await together[i]);
            }

            await Task.WhenAll(together);
        }
    }

    private static double[] LogSoftmax(float[] logits)
    {
        double largest = logits.Max();
        double sum = Math.Log(logits.Sum(value => Math.Exp(value - largest)));
        return [.. logits.Select(value => value - largest - sum)];
    }

    private static double Divergence(double[] p, double[] q) =>
        p.Zip(q, (a, b) => Math.Exp(a) * (a - b)).Sum();
}
