using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Transformer;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Transformer;

public sealed class LowRankAdapterTests : IDisposable
{
    private static readonly string[] s_all =
    [
        .. Enumerable.Range(0, 2).SelectMany(layer => new[]
        {
            "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down",
        }.Select(kind => $"blk.{layer}.{kind}.weight")),
        "output.weight",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1 << 30)]
    [InlineData(0)]
    public async Task AnAdapterEqualsItsMergedWeights(long expansionLimit)
    {
        string model = new TinyGguf { IsTied = false }.WriteTo(_folder.File("model.gguf"));
        TinyAdapter adapter = new() { Tensors = Pairs(model, 5, s_all) };
        string merged = Merge(model, adapter, _folder.File("merged.gguf"));
        await RequireMerged(model, adapter, merged, new EngineOptions { ExpansionLimitBytes = expansionLimit });
    }

    [Theory]
    [InlineData("blk.1.attn_v.weight")]
    [InlineData("blk.0.attn_q.weight,blk.0.attn_v.weight,blk.1.ffn_up.weight")]
    public async Task AnAdapterOfSomeMatricesLeavesTheOthers(string targets)
    {
        string model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        TinyAdapter adapter = new() { Tensors = Pairs(model, 70, targets.Split(',')), Alpha = 70 };
        string merged = Merge(model, adapter, _folder.File("merged.gguf"));
        await RequireMerged(model, adapter, merged, new EngineOptions { Threads = 2 });
    }

    [Theory]
    [InlineData(TensorType.Q4_0, 1 << 30)]
    [InlineData(TensorType.Q4_0, 0)]
    [InlineData(TensorType.Q2_K, 0)]
    public async Task QuantizedWeightsStayAsTheyAreUnderAnAdapter(TensorType type, long expansionLimit)
    {
        TinyGguf tiny = new() { EmbeddingLength = 256, FeedForwardLength = 256, LayerCount = 1, MatrixType = type };
        string model = tiny.WriteTo(_folder.File("model.gguf"));
        TinyAdapter adapter = new() { Tensors = Pairs(model, 8, "blk.0.ffn_down.weight", "blk.0.attn_k.weight") };
        string merged = Merge(model, adapter, _folder.File("merged.gguf"));
        await RequireMerged(model, adapter, merged, new EngineOptions { ExpansionLimitBytes = expansionLimit });
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(null)]
    public async Task AnAlphaOfZeroStandsForAFactorOfOne(float? alpha)
    {
        string model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        TinyAdapter plain = new() { Tensors = Pairs(model, 4, "blk.0.attn_q.weight"), Alpha = 4 };
        EngineOptions options = new() { AdapterPath = plain.WriteTo(_folder.File("alpha.gguf")) };
        int[] tokens = EngineProbe.Tokens(20, seed: 1);
        float[][] expected = await EngineProbe.ReadLogits(model, options, tokens);
        string without = (plain with { Alpha = alpha }).WriteTo(_folder.File("no-alpha.gguf"));
        EngineProbe.RequireSameBits(
            expected, await EngineProbe.ReadLogits(model, options with { AdapterPath = without }, tokens));
    }

    [Theory]
    [InlineData(TensorType.F32, 1 << 30)]
    [InlineData(TensorType.Q4_0, 0)]
    public async Task LogitsKeepTheirBitsInEveryBatchChunkAndTeam(TensorType type, long expansionLimit)
    {
        TinyGguf tiny = new() { EmbeddingLength = 256, FeedForwardLength = 256, LayerCount = 1, MatrixType = type };
        string model = tiny.WriteTo(_folder.File("model.gguf"));
        string[] targets = [.. s_all.Where(name => name.StartsWith("blk.0", StringComparison.Ordinal))];
        TinyAdapter adapter = new() { Tensors = Pairs(model, 16, targets), MatrixType = TensorType.F16 };
        await EngineProbe.RequireBatchInvariance(model, new EngineOptions
        {
            AdapterPath = adapter.WriteTo(_folder.File("adapter.gguf")),
            ExpansionLimitBytes = expansionLimit,
        });
    }

    [Fact]
    public void AnAdapterSaysWhatItIs()
    {
        string model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        TinyAdapter adapter = new() { Tensors = Pairs(model, 3, "blk.0.attn_q.weight", "blk.1.ffn_up.weight") };
        string path = adapter.WriteTo(_folder.File("adapter.gguf"));
        using GgufFile file = GgufFile.Open(model);
        using LowRankAdapter opened = LowRankAdapter.Open(path, file);
        Assert.Equal(
            ("tiny adapter", 3, 2, new FileInfo(path).Length),
            (opened.Name, opened.Rank, opened.TargetCount, opened.FileBytes));
    }

    [Fact]
    public void WhatIsNoAdapterOfTheModelIsRefused()
    {
        TinyAdapter good = new()
        {
            Tensors = [("blk.0.attn_q.weight.lora_a", [64, 4]), ("blk.0.attn_q.weight.lora_b", [4, 64])],
        };
        Refuses(good with { Type = "model" }, "'general.type' of 'model'", "'adapter'");
        Refuses(good with { Type = null }, "no 'general.type'", "'general.type' of 'adapter'");
        Refuses(good with { Kind = "control" }, "'adapter.type' of 'control'", "'lora'");
        Refuses(good with { Architecture = "qwen2" }, "'general.architecture' of 'qwen2'", "'llama'");
        Refuses(good with { Alpha = float.NaN }, "NaN", "finite");
        Refuses(good with { FirstWeight = float.PositiveInfinity }, "a non-finite weight in row 0", "finite");
        Refuses(good with { Tensors = [] }, "without tensors", "at least one pair");
    }

    [Theory]
    [InlineData("token_embd.weight", 64, 4, 4, 272, "adapters of output.weight and of blk.N")]
    [InlineData("blk.0.attn_norm.weight", 64, 4, 4, 1, "adapters of output.weight and of blk.N")]
    [InlineData("blk.9.attn_q.weight", 64, 4, 4, 64, "only matrices of the model, which has no 'blk.9.attn_q.weight'")]
    [InlineData("output.weight", 64, 4, 4, 272, "only matrices of the model, which has no 'output.weight'")]
    [InlineData("blk.0.attn_q.weight", 60, 4, 4, 64, "64 × rank and rank × 64")]
    [InlineData("blk.0.attn_q.weight", 64, 4, 4, 60, "64 × rank and rank × 64")]
    [InlineData("blk.0.attn_q.weight", 4, 64, 64, 4, "64 × rank and rank × 64")]
    [InlineData("blk.0.attn_q.weight", 64, 4, 5, 64, "one rank of at most 4096")]
    [InlineData("blk.0.attn_q.weight", 64, 5000, 5000, 64, "one rank of at most 4096")]
    public void NamesAndShapesThatTheModelLacksAreRefused(
        string target, long inputs, long rank, long otherRank, long outputs, string expected)
    {
        TinyAdapter adapter = new()
        {
            Tensors = [(target + ".lora_a", [inputs, rank]), (target + ".lora_b", [otherRank, outputs])],
        };
        Refuses(adapter, $"tensor '{target}.lora_a'", expected);
    }

    [Fact]
    public void TensorsThatBelongToNoPairAreRefused()
    {
        Refuses(new() { Tensors = [("blk.0.attn_q.weight.lora_a", [64, 4])] }, "lora_a'", "lora_b' in the same file");
        Refuses(new() { Tensors = [("blk.0.attn_q.weight.lora_b", [4, 64])] }, "lora_b'", "lora_a' in the same file");
        Refuses(new() { Tensors = [("blk.0.attn_q.weight", [64, 64])] }, "attn_q.weight'", ".lora_a or .lora_b");
    }

    [Fact]
    public void AnAdapterInPlaceOfAModelIsRefusedAsOne()
    {
        TinyAdapter adapter = new()
        {
            Tensors = [("blk.0.attn_q.weight.lora_a", [64, 4]), ("blk.0.attn_q.weight.lora_b", [4, 64])],
        };
        string path = adapter.WriteTo(_folder.File("adapter.gguf"));
        GgufFormatException violation = Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(path));
        Assert.Equal(("an adapter", "a model"), (violation.Actual, violation.Expected));
        Assert.Contains("--adapter", violation.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedAdapterNamesItsOwnFile()
    {
        string model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        string path = _folder.File("adapter.gguf");
        File.WriteAllText(path, "this is no GGUF file at all, only text");
        EngineOptions options = new() { AdapterPath = path };
        Assert.Equal(path, Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(model, options)).File);
    }

    private void Refuses(TinyAdapter adapter, string found, string expected)
    {
        string model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        string path = adapter.WriteTo(_folder.File("adapter.gguf"));
        using GgufFile file = GgufFile.Open(model);
        GgufFormatException violation =
            Assert.Throws<GgufFormatException>(() => LowRankAdapter.Open(path, file).Dispose());
        Assert.Contains(found, violation.Actual, StringComparison.Ordinal);
        Assert.Contains(expected, violation.Expected, StringComparison.Ordinal);
        Assert.Equal(path, violation.File);
    }

    private async Task RequireMerged(string model, TinyAdapter adapter, string merged, EngineOptions options)
    {
        int[] tokens = EngineProbe.Tokens(40, seed: 6);
        string path = adapter.WriteTo(_folder.File("adapter.gguf"));
        float[][] expected = await EngineProbe.ReadLogits(merged, options, tokens);
        float[][] plain = await EngineProbe.ReadLogits(model, options, tokens);
        float[][] adapted = await EngineProbe.ReadLogits(model, options with { AdapterPath = path }, tokens);
        Assert.InRange(EngineProbe.LargestDifference(expected, adapted), 0, 2e-4);
        Assert.True(EngineProbe.LargestDifference(expected, plain) > 0.05);
    }

    private static (string Name, long[] Dimensions)[] Pairs(string model, long rank, params string[] targets)
    {
        using GgufFile file = GgufFile.Open(model);
        return TinyAdapter.Pairs(file, rank, targets);
    }

    /// <summary>The model in single precision with (alpha / rank) B A added.</summary>
    private static string Merge(string model, TinyAdapter adapter, string path)
    {
        using GgufFile file = GgufFile.Open(model);
        using GgufWriter writer = GgufWriter.Create(path);
        foreach (GgufMetadataEntry entry in file.Metadata.Entries)
        {
            writer.Add(entry);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.DeclareTensor(tensor.Name, TensorType.F32, tensor.Dimensions);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            float[] weights = new float[tensor.ElementCount];
            TensorFormats.For(tensor).Dequantize(tensor.Data, weights);
            AddProduct(weights, tensor, adapter);
            writer.WriteData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
        }

        writer.Complete();
        return path;
    }

    private static void AddProduct(float[] weights, GgufTensor tensor, TinyAdapter adapter)
    {
        if (adapter.Tensors.All(pair => pair.Name != tensor.Name + ".lora_a"))
        {
            return;
        }

        float[] down = adapter.Weights(tensor.Name + ".lora_a");
        float[] up = adapter.Weights(tensor.Name + ".lora_b");
        (int inputs, int outputs) = ((int)tensor.RowLength, (int)tensor.RowCount);
        int rank = down.Length / inputs;
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                double sum = Enumerable.Range(0, rank).Sum(r => (double)up[(o * rank) + r] * down[(r * inputs) + i]);
                weights[(o * inputs) + i] += (float)(adapter.Alpha!.Value / rank * sum);
            }
        }
    }
}
