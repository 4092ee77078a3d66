using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Inference.Transformer;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Engine;

public sealed class InferenceEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Shapes => [.. s_shapes.Keys];

    public static TheoryData<TensorType> Types =>
        [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q5_1, TensorType.Q5_0,
            TensorType.Q4_1, TensorType.Q4_0, TensorType.Q6_K, TensorType.Q5_K, TensorType.Q4_K, TensorType.Q3_K,
            TensorType.Q2_K];

    private static readonly Dictionary<string, TinyGguf> s_shapes = new()
    {
        ["grouped heads, tied"] = new TinyGguf(),
        ["separate output"] = new TinyGguf { IsTied = false },
        ["one key-value head per head"] = new TinyGguf { KeyValueHeadCount = 4 },
        ["one key-value head for all"] = new TinyGguf { KeyValueHeadCount = 1 },
        ["rope factors"] = new TinyGguf { HasRopeFactors = true },
        ["rope scaling"] = new TinyGguf { RopeFactor = 4, RopeBase = 500_000 },
        ["biases"] = new TinyGguf { HasBiases = true },
        ["odd lengths"] = new TinyGguf
        {
            EmbeddingLength = 60,
            HeadCount = 6,
            KeyValueHeadCount = 3,
            FeedForwardLength = 50,
        },
        ["heads of 24"] = new TinyGguf { EmbeddingLength = 96, HeadCount = 4, FeedForwardLength = 200 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task EveryShapeGivesTheLogitsOfItsDefinition(string shape)
    {
        string path = s_shapes[shape].WriteTo(_folder.File("model.gguf"));
        await RequireReferenceLogits(path, new EngineOptions { Threads = 1 });
        await RequireReferenceLogits(path, new EngineOptions { Threads = 2, ExpansionLimitBytes = 0 });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task EveryTypeGivesTheLogitsOfItsWeights(TensorType type)
    {
        TinyGguf model = new() { EmbeddingLength = 256, FeedForwardLength = 256, LayerCount = 1, MatrixType = type };
        string path = model.WriteTo(_folder.File("model.gguf"));
        await RequireReferenceLogits(path, new EngineOptions { Threads = 1 });
        await RequireReferenceLogits(path, new EngineOptions { Threads = 1, ExpansionLimitBytes = 0 });
    }

    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F32, 1 << 30)]
    [InlineData(TensorType.F16, 0)]
    [InlineData(TensorType.BF16, 0)]
    [InlineData(TensorType.Q8_0, 0)]
    [InlineData(TensorType.Q4_0, 0)]
    [InlineData(TensorType.Q4_1, 0)]
    [InlineData(TensorType.Q4_K, 0)]
    public async Task LogitsKeepTheirBitsInEveryBatchChunkAndTeam(TensorType type, long expansionLimit)
    {
        TinyGguf model = new() { EmbeddingLength = 256, FeedForwardLength = 256, LayerCount = 1, MatrixType = type };
        string path = model.WriteTo(_folder.File("model.gguf"));
        int[] tokens = Tokens(70, seed: 3);
        EngineOptions alone = new()
        {
            Threads = 1,
            MaxSequences = 1,
            BatchTokens = 1,
            ExpansionLimitBytes = expansionLimit,
        };
        float[][] expected;
        using (InferenceEngine engine = InferenceEngine.Load(path, alone))
        {
            expected = await ReadLogits(engine, tokens);
        }

        foreach ((int threads, int chunk) in new[] { (1, 512), (2, 512), (3, 67), (2, 16) })
        {
            EngineOptions options = alone with { Threads = threads, MaxSequences = 16, BatchTokens = chunk };
            using InferenceEngine engine = InferenceEngine.Load(path, options);
            Task<float[][]>[] together = [.. Enumerable.Range(0, 16)
                .Select(i => ReadLogits(engine, i % 2 == 0 ? tokens : Tokens(5 + (4 * i), seed: i)))];
            for (int i = 0; i < together.Length; i += 2)
            {
                RequireSameBits(expected, await together[i]);
            }

            await Task.WhenAll(together);
        }
    }

    [Fact]
    public async Task AReusedPrefixChangesNothing()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        int[] prefix = Tokens(90, seed: 5);
        int[] first = [.. prefix, 10, 11];
        int[] second = [.. prefix, 20, 21, 22];
        GenerationResult fresh;
        using (InferenceEngine engine = InferenceEngine.Load(path))
        {
            fresh = await engine.GenerateAsync(Request(second));
        }

        using InferenceEngine warm = InferenceEngine.Load(path);
        await warm.GenerateAsync(Request(first));
        GenerationResult reused = await warm.GenerateAsync(Request(second));
        Assert.Equal(0, fresh.ReusedPromptTokens);
        Assert.Equal(prefix.Length, reused.ReusedPromptTokens);
        RequireSameAnswer(fresh, reused);

        // Together: whoever comes second waits for the shared beginning and copies it.
        using InferenceEngine busy = InferenceEngine.Load(path);
        GenerationResult[] both = await Task.WhenAll(
            busy.GenerateAsync(Request(first)), busy.GenerateAsync(Request(second)));
        Assert.Contains(both, result => result.ReusedPromptTokens == prefix.Length);
        RequireSameAnswer(fresh, both[1]);
    }

    [Fact]
    public async Task ContinuationsAreScoredAsTheirTokensAre()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        using InferenceEngine engine = InferenceEngine.Load(path);
        int[] prefix = Tokens(30, seed: 8);
        int[][] continuations = [[7], [40, 41, 42], [9], [40, 41]];
        IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(prefix, continuations);
        for (int i = 0; i < continuations.Length; i++)
        {
            int[] whole = [.. prefix, .. continuations[i]];
            IReadOnlyList<double> all = await engine.ScoreTextAsync(whole);
            Assert.Equal(all.TakeLast(continuations[i].Length), scores[i].TokenLogLikelihoods);
            Assert.Equal(scores[i].TokenLogLikelihoods.Sum(), scores[i].LogLikelihood);
        }

        GenerationResult greedy = await engine.GenerateAsync(Request(prefix, maxTokens: 3));
        ContinuationScore best = (await engine.ScoreAsync(prefix, [greedy.Tokens]))[0];
        Assert.True(best.IsGreedy);
        Assert.Equal(greedy.LogProbabilities!.Select(token => token.LogProbability), best.TokenLogLikelihoods);
        Assert.All(greedy.LogProbabilities!, token => Assert.Equal(token.Token, token.Alternatives[0].Token));
    }

    [Fact]
    public async Task ATextLongerThanTheContextIsScoredInWindows()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        int[] text = Tokens(100, seed: 2);
        using InferenceEngine narrow = InferenceEngine.Load(path, new EngineOptions { ContextLength = 32 });
        using InferenceEngine wide = InferenceEngine.Load(path);
        IReadOnlyList<double> windows = await narrow.ScoreTextAsync(text);
        Assert.Equal(99, windows.Count);
        Assert.All(windows, value => Assert.True(value < 0));
        Assert.Equal((await wide.ScoreTextAsync(text)).Take(32), windows.Take(32));
        // The second window is given one token and predicts 32; the last has as much before its tokens as fits.
        Assert.Equal(await wide.ScoreTextAsync(text[32..65]), windows.Skip(32).Take(32));
        Assert.Equal((await wide.ScoreTextAsync(text[67..100])).TakeLast(3), windows.TakeLast(3));
    }

    [Fact]
    public async Task TheContextEndsAnAnswerAndRefusesALongPrompt()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { ContextLength = 40 });
        GenerationResult result = await engine.GenerateAsync(Request(Tokens(36, seed: 1), maxTokens: 99));
        Assert.Equal(FinishReason.ContextLimit, result.FinishReason);
        Assert.Equal(5, result.Tokens.Count);
        await Assert.ThrowsAsync<ContextOverflowException>(() => engine.GenerateAsync(Request(Tokens(41, seed: 1))));
        await Assert.ThrowsAsync<ContextOverflowException>(() => engine.ScoreAsync(Tokens(40, seed: 1), [[5, 6]]));
    }

    [Fact]
    public async Task ACancelledRequestEndsAloneAndLeavesItsSlot()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { MaxSequences = 2 });
        using CancellationTokenSource cancel = new();
        Task<GenerationResult> cancelled = engine.GenerateAsync(
            Request(Tokens(4, seed: 1), maxTokens: 240), _ => cancel.Cancel(), cancel.Token);
        Task<GenerationResult> other = engine.GenerateAsync(Request(Tokens(4, seed: 2), maxTokens: 30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(30, (await other).Tokens.Count);
        Task<GenerationResult>[] later =
            [.. Enumerable.Range(0, 6).Select(i => engine.GenerateAsync(Request(Tokens(9, i))))];
        Assert.All(await Task.WhenAll(later), result => Assert.Equal(FinishReason.MaxTokens, result.FinishReason));
    }

    [Fact]
    public async Task AnErrorFailsItsRequestAlone()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        using InferenceEngine engine = InferenceEngine.Load(path);
        Task<int> failing = engine.ReadLogitsAsync(
            Tokens(9, seed: 1), 0, (_, _) => throw new InvalidOperationException("reader"));
        Task<GenerationResult> other = engine.GenerateAsync(Request(Tokens(9, seed: 2)));
        Assert.Equal("reader", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal(FinishReason.MaxTokens, (await other).FinishReason);
        await Assert.ThrowsAsync<ArgumentException>(() => engine.GenerateAsync(Request([5, 1_000_000])));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.GenerateAsync(Request([])));
    }

    [Fact]
    public async Task AnEngineThatIsDisposedFailsWhatItHasNotFinished()
    {
        string path = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        InferenceEngine engine = InferenceEngine.Load(path);
        Task<GenerationResult>[] pending =
            [.. Enumerable.Range(0, 200).Select(i => engine.GenerateAsync(Request(Tokens(20, i), maxTokens: 200)))];
        await engine.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Task.WhenAll(pending));
        Assert.All(pending, task => Assert.True(task.IsCompleted));
    }

    private static GenerationRequest Request(int[] tokens, int maxTokens = 12) =>
        new() { PromptTokens = tokens, MaxTokens = maxTokens, IgnoreEndOfText = true, TopLogProbabilities = 2 };

    private static int[] Tokens(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4, 270))];
    }

    private static async Task RequireReferenceLogits(string path, EngineOptions options)
    {
        int[] tokens = Tokens(21, seed: 4);
        using GgufFile file = GgufFile.Open(path);
        double[][] expected = new ReferenceModel(file).Logits(tokens);
        using InferenceEngine engine = InferenceEngine.Load(path, options);
        float[][] actual = await ReadLogits(engine, tokens);
        for (int p = 0; p < tokens.Length; p++)
        {
            for (int i = 0; i < expected[p].Length; i++)
            {
                Assert.Equal(expected[p][i], actual[p][i], 1e-4);
            }
        }
    }

    private static async Task<float[][]> ReadLogits(InferenceEngine engine, int[] tokens)
    {
        float[][] rows = new float[tokens.Length][];
        await engine.ReadLogitsAsync(tokens, 0, (position, logits) => rows[position] = logits.ToArray());
        return rows;
    }

    private static void RequireSameBits(float[][] expected, float[][] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected[i].AsSpan())
                    .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual[i].AsSpan())),
                $"The logits at position {i} differ.");
        }
    }

    private static void RequireSameAnswer(GenerationResult expected, GenerationResult actual)
    {
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(
            expected.LogProbabilities!.Select(token => token.LogProbability),
            actual.LogProbabilities!.Select(token => token.LogProbability));
    }
}
