using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Gguf;

public sealed class GgufProviderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelConfiguration _plain;
    private readonly string _adapter;

    public GgufProviderTests()
    {
        string model = new TinyGguf { EmbeddingLength = 128 }.WriteTo(_folder.File("model.gguf"));
        _plain = new ModelConfiguration { Provider = "gguf", Path = model };
        using GgufFile file = GgufFile.Open(model);
        TinyAdapter adapter = new() { Tensors = TinyAdapter.Pairs(file, 4, "blk.0.attn_q.weight") };
        _adapter = adapter.WriteTo(_folder.File("adapter.gguf"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatChangesTheAnswersChangesTheIdentity()
    {
        QuantizeConfiguration recipe = new() { Method = "rtn", Type = "q8_0" };
        string other = (new TinyAdapter { Seed = 4, Tensors = Tensors(_plain.Path!) })
            .WriteTo(_folder.File("other.gguf"));
        ModelConfiguration[] models =
        [
            _plain,
            _plain with { KvCache = "q8_0" },
            _plain with { KvCache = "q4_0" },
            _plain with { Adapter = _adapter },
            _plain with { Adapter = other },
            _plain with { Adapter = _adapter, KvCache = "f16" },
            _plain with { Quantize = recipe },
            _plain with { Quantize = recipe, Activations = "int8" },
            _plain with { Quantize = recipe, Activations = "int8", Adapter = _adapter },
        ];
        List<string> hashes = [];
        foreach (ModelConfiguration model in models)
        {
            hashes.Add((await IdentifyAsync(model)).Sha256);
        }

        Assert.Equal(models.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], await FileHash.Sha256Async(_plain.Path!, CancellationToken.None));
        Assert.Equal(hashes[0], (await IdentifyAsync(_plain with { KvCache = "f32", Activations = "f32" })).Sha256);
    }

    [Fact]
    public async Task TheIdentitySaysWhatRunsBesideTheWeights()
    {
        ModelIdentity weights = await IdentifyAsync(_plain);
        ModelIdentity all = await IdentifyAsync(_plain with
        {
            Quantize = new() { Method = "rtn", Type = "q4_0" },
            KvCache = "q8_0",
            Activations = "int8",
            Adapter = _adapter,
        });
        Assert.EndsWith(
            ", adapter tiny adapter of rank 4 on 1 matrices, keys and values in q8_0, activations in int8",
            all.Description,
            StringComparison.Ordinal);
        Assert.Equal(new FileInfo(all.WeightsPath!).Length + new FileInfo(_adapter).Length, all.FileBytes);
        Assert.Equal(weights.Sha256, weights.WeightsSha256);
        Assert.Equal(await FileHash.Sha256Async(all.WeightsPath!, CancellationToken.None), all.WeightsSha256);
    }

    [Fact]
    public async Task WhatDoesNotFitIsFoundBeforeLoading()
    {
        InvalidInputException floats = await Assert.ThrowsAsync<InvalidInputException>(
            () => IdentifyAsync(_plain with { Activations = "int8" }));
        Assert.Contains("of type F32", floats.Message, StringComparison.Ordinal);
        Assert.Contains("Q8_0, Q5_0 or Q4_0", floats.Message, StringComparison.Ordinal);
        string wide = new TinyGguf().WriteTo(_folder.File("narrow.gguf"));
        InvalidInputException shapes = await Assert.ThrowsAsync<InvalidInputException>(
            () => IdentifyAsync(_plain with { Path = wide, Adapter = _adapter }));
        Assert.StartsWith(_adapter + ": byte ", shapes.Message, StringComparison.Ordinal);
        Assert.Contains("64 × rank and rank × 64", shapes.Message, StringComparison.Ordinal);
        InvalidInputException absent = await Assert.ThrowsAsync<InvalidInputException>(
            () => IdentifyAsync(_plain with { Adapter = _folder.File("absent.gguf") }));
        Assert.Contains("no such file", absent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLoadedEngineRunsAsConfigured()
    {
        ModelConfiguration model = _plain with { KvCache = "q4_0", Adapter = _adapter };
        GgufProvider provider = new();
        ModelIdentity identity = await IdentifyAsync(model);
        using LoadedModel loaded = await provider.LoadAsync(Source(model), identity, CancellationToken.None);
        InferenceEngine engine = (InferenceEngine)loaded.Client.GetService(typeof(InferenceEngine))!;
        // Two layers, two key-value heads of 32: a block of 18 bytes for each key and value.
        Assert.Equal(8 * 18, engine.KeyValueBytesPerToken);
        using InferenceEngine plain = InferenceEngine.Load(_plain.Path!);
        Assert.NotEqual(
            await plain.ScoreTextAsync([5, 6, 7, 8, 9]), await engine.ScoreTextAsync([5, 6, 7, 8, 9]));
    }

    private static (string Name, long[] Dimensions)[] Tensors(string model)
    {
        using GgufFile file = GgufFile.Open(model);
        return TinyAdapter.Pairs(file, 4, "blk.0.attn_q.weight");
    }

    private Task<ModelIdentity> IdentifyAsync(ModelConfiguration model) =>
        new GgufProvider().IdentifyAsync(Source(model), CancellationToken.None);

    private ModelSource Source(ModelConfiguration model) =>
        new("model", model, "eval.config.json: $.models.model", _folder.File("cache"));
}
