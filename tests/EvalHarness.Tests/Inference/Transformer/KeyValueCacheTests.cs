using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Transformer;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Transformer;

public sealed class KeyValueCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<TensorType> Types => [.. EngineOptions.KeyValueTypes];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task LogitsKeepTheirBitsInEveryBatchChunkAndTeam(TensorType type)
    {
        string path = HeadsOf32.WriteTo(_folder.File("model.gguf"));
        await EngineProbe.RequireBatchInvariance(path, new EngineOptions { KeyValueType = type });
    }

    [Fact]
    public async Task FewerBitsStrayFartherFromSinglePrecision()
    {
        string path = HeadsOf32.WriteTo(_folder.File("model.gguf"));
        int[] tokens = EngineProbe.Tokens(120, seed: 1);
        float[][] single = await EngineProbe.ReadLogits(path, new EngineOptions(), tokens);
        List<double> divergences = [];
        foreach (TensorType type in EngineOptions.KeyValueTypes.Skip(1))
        {
            EngineOptions options = new() { KeyValueType = type };
            divergences.Add(EngineProbe.Divergence(single, await EngineProbe.ReadLogits(path, options, tokens)));
        }

        // Half precision, 8 and 4 bits.
        Assert.InRange(divergences[0], 0, divergences[1] / 10);
        Assert.InRange(divergences[1], 1e-9, divergences[2] / 10);
        Assert.InRange(divergences[1], 0, 1e-3);
        Assert.InRange(divergences[2], 0, 0.2);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task HeadsThatAreNoWholeBlocksArePadded(TensorType type)
    {
        TinyGguf model = new() { EmbeddingLength = 96, HeadCount = 4, FeedForwardLength = 200 };
        string path = model.WriteTo(_folder.File("model.gguf"));
        int[] tokens = EngineProbe.Tokens(40, seed: 2);
        float[][] single = await EngineProbe.ReadLogits(path, new EngineOptions(), tokens);
        float[][] kept = await EngineProbe.ReadLogits(path, new EngineOptions { KeyValueType = type }, tokens);
        Assert.InRange(EngineProbe.Divergence(single, kept), 0, 0.2);
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public async Task APrefixCopiedFromAnotherSequenceChangesNothing(TensorType type)
    {
        string path = HeadsOf32.WriteTo(_folder.File("model.gguf"));
        EngineOptions options = new() { KeyValueType = type };
        int[] prefix = EngineProbe.Tokens(90, seed: 5);
        int[][] prompts = [[.. prefix, 10, 11], [.. prefix, 20, 21, 22]];
        using InferenceEngine alone = InferenceEngine.Load(path, options with { MaxSequences = 1 });
        IReadOnlyList<double> expected = await alone.ScoreTextAsync(prompts[1]);
        using InferenceEngine engine = InferenceEngine.Load(path, options);
        GenerationResult[] both = await Task.WhenAll(prompts.Select(prompt => engine.GenerateAsync(
            new GenerationRequest { PromptTokens = prompt, MaxTokens = 8, IgnoreEndOfText = true })));
        Assert.Contains(both, result => result.ReusedPromptTokens == prefix.Length);
        GenerationResult fresh = await alone.GenerateAsync(
            new GenerationRequest { PromptTokens = prompts[1], MaxTokens = 8, IgnoreEndOfText = true });
        Assert.Equal(fresh.Tokens, both[1].Tokens);
        Assert.Equal(expected, await engine.ScoreTextAsync(prompts[1]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public unsafe void WhatIsReadBackIsWhatTheFormatHolds(TensorType type)
    {
        ModelConfig config = Config();
        using KeyValueCache cache = new(config, slots: 1, contextLength: 40, type);
        cache.Reserve(0, 40);
        TensorFormat format = TensorFormats.For(type);
        Random random = new(7);
        float[] scratch = new float[Math.Max(cache.ScratchLength, 1)];
        float[][] keys = [.. Enumerable.Range(0, 40).Select(_ => Row(random))];
        float[][] values = [.. Enumerable.Range(0, 40).Select(_ => Row(random))];
        fixed (float* expanded = scratch)
        {
            for (int position = 0; position < 40; position++)
            {
                fixed (float* key = keys[position], value = values[position])
                {
                    cache.Store(0, 1, position, key, value);
                }
            }

            var head = cache.Open(0, 1, 1, 40, expanded);
            for (int position = 0; position < 40; position++)
            {
                float[] key = RoundTrip(format, keys[position].AsSpan(32, 32));
                float[] value = RoundTrip(format, values[position].AsSpan(32, 32));
                for (int e = 0; e < 32; e++)
                {
                    Assert.Equal(key[e], head.Keys[(position / 16 * 16 * 32) + (e * 16) + (position % 16)]);
                    Assert.Equal(value[e], head.Values[(position * head.ValueStride) + e]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task ASequenceThatGrowsKeepsItsBits(TensorType type)
    {
        string path = (HeadsOf32 with { ContextLength = 4096 }).WriteTo(_folder.File("model.gguf"));
        int[] tokens = EngineProbe.Tokens(1500, seed: 3);
        EngineOptions options = new() { KeyValueType = type, MaxSequences = 2 };
        using InferenceEngine whole = InferenceEngine.Load(path, options);
        using InferenceEngine grown = InferenceEngine.Load(path, options);
        foreach (int length in (int[])[3, 511, 514, 1100])
        {
            await grown.ScoreTextAsync(tokens[..length]);
        }

        Assert.Equal(await whole.ScoreTextAsync(tokens), await grown.ScoreTextAsync(tokens));
    }

    [Fact]
    public async Task ALongContextTakesMemoryOnlyWhereASequenceIsLong()
    {
        string narrow = HeadsOf32.WriteTo(_folder.File("narrow.gguf"));
        string wide = (HeadsOf32 with { ContextLength = 1 << 24 }).WriteTo(_folder.File("wide.gguf"));
        using InferenceEngine small = InferenceEngine.Load(narrow);
        using InferenceEngine large = InferenceEngine.Load(wide);
        Assert.Equal(1 << 24, large.ContextLength);
        Assert.InRange(large.MemoryBytes - small.MemoryBytes, 0, 4096);
        long before = large.MemoryBytes;
        await large.ScoreTextAsync(EngineProbe.Tokens(600, seed: 4));
        Assert.InRange(large.MemoryBytes - before, 600 * large.KeyValueBytesPerToken!.Value, 16 << 20);
    }

    [Fact]
    public void MemoryIsThatOfTheBlocks()
    {
        string path = HeadsOf32.WriteTo(_folder.File("model.gguf"));
        long[] bytes = [.. EngineOptions.KeyValueTypes.Select(type =>
        {
            using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { KeyValueType = type });
            return engine.KeyValueBytesPerToken!.Value;
        })];
        // Two layers, two key-value heads, a key and a value of one block of 32 each.
        Assert.Equal([8 * 32 * 4, 8 * 32 * 2, 8 * 34, 8 * 18], bytes);
    }

    [Fact]
    public void OtherTypesAreRefused()
    {
        string path = HeadsOf32.WriteTo(_folder.File("model.gguf"));
        EngineOptions options = new() { KeyValueType = TensorType.Q2_K };
        Assert.Throws<ArgumentOutOfRangeException>(() => InferenceEngine.Load(path, options));
    }

    private static TinyGguf HeadsOf32 => new() { EmbeddingLength = 128, HeadCount = 4, KeyValueHeadCount = 2 };

    private ModelConfig Config()
    {
        using GgufFile file = GgufFile.Open(HeadsOf32.WriteTo(_folder.File("shape.gguf")));
        return ModelConfig.Read(file.Metadata);
    }

    private static float[] Row(Random random) =>
        [.. Enumerable.Range(0, 64).Select(_ => (2 * random.NextSingle()) - 1)];

    private static float[] RoundTrip(TensorFormat format, ReadOnlySpan<float> row)
    {
        byte[] bytes = new byte[format.BytesFor(row.Length)];
        float[] back = new float[row.Length];
        format.Quantize(row, bytes);
        format.Dequantize(bytes, back);
        return back;
    }
}
