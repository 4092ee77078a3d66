using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

/// <summary>What is predicted of a model that is not made yet is what it is once it is made.</summary>
public sealed class PredictedSizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rtn", "q8_0")]
    [InlineData("rtn", "q4_0")]
    [InlineData("rtn", "q4_k")]
    [InlineData("rtn", "f16")]
    [InlineData("rtn", "uint3_b64")]
    [InlineData("rtn", "nf4_b64_dq")]
    [InlineData("gptq", "q4_1")]
    [InlineData("awq", "q4_0")]
    [InlineData("imatrix", "q5_0")]
    [InlineData("hqq", "q4_1")]
    [InlineData("codebook", "vq4_g4")]
    [InlineData("prune", "q8_0")]
    public Task OfAGgufFileSizeAndBitsAreExact(string method, string type) => RequireExactAsync(
        new GgufProvider(), WriteModel(), new()
        {
            Method = method,
            Type = type,
            Calibration = method is "gptq" or "awq" or "imatrix" ? WriteText() : null,
        });

    [Fact]
    public Task OfMixedTypesSizeAndBitsAreExact() => RequireExactAsync(
        new GgufProvider(), WriteModel(), new()
        {
            Method = "rtn",
            Type = "q4_0",
            EmbeddingType = "q8_0",
            Types = new Dictionary<string, string> { ["blk.*.ffn_down"] = "q5_1", ["blk.0.attn_q"] = "f16" },
        });

    [Theory]
    [InlineData("rtn", "int4")]
    [InlineData("rtn", "int8_b128")]
    [InlineData("rtn", "uint4_b16")]
    [InlineData("hqq", "uint4")]
    public async Task OfAModelFolderSizeAndBitsAreExact(string method, string type)
    {
        string folder = _folder.File("folder");
        GenAIExport.Write(WriteModel(), folder, OnnxWeightType.Float32);
        await RequireExactAsync(new OnnxGenAIProvider(), folder, new() { Method = method, Type = type });
    }

    [Fact]
    public async Task MatricesThatAreKeptAreCountedAsTheyAre()
    {
        string folder = _folder.File("folder");
        GenAIExport.Write(WriteModel(), folder, OnnxWeightType.Float32);
        await RequireExactAsync(new OnnxGenAIProvider(), folder, new()
        {
            Method = "rtn",
            Type = "int4",
            Types = new Dictionary<string, string> { ["output"] = "keep", ["blk.*.ffn_down"] = "int8" },
        });
    }

    [Fact]
    public Task OfAnExportSizeAndBitsAreExact() =>
        RequireExactAsync(new OnnxGenAIProvider(), WriteModel(), recipe: null);

    [Fact]
    public Task OfAnExportThatIsQuantizedSizeAndBitsAreExact() => RequireExactAsync(
        new OnnxGenAIProvider(), WriteModel(), new() { Method = "rtn", Type = "int4" });

    private string WriteModel() =>
        new TinyGguf { FeedForwardLength = 128, IsTied = false, MatrixType = TensorType.F16 }
            .WriteTo(_folder.File("model.gguf"));

    private string WriteText() =>
        _folder.Write("text.txt", string.Concat(Enumerable.Range(0, 60).Select(i => $"the hello and {i} in an ")));

    private async Task RequireExactAsync(IModelProvider provider, string path, QuantizeConfiguration? recipe)
    {
        string cache = _folder.File("cache");
        ModelSource source = new(
            "m", new ModelConfiguration { Provider = provider.Name, Path = path, Quantize = recipe }, "test", cache);
        ModelIdentity predicted = await provider.IdentifyAsync(
            source with { PredictsOnly = true }, CancellationToken.None);
        Assert.False(Directory.Exists(cache));
        Assert.NotNull(predicted.SizeBasis);
        Assert.Null(predicted.WeightsPath);

        ModelIdentity made = await provider.IdentifyAsync(source, CancellationToken.None);
        Assert.Null(made.SizeBasis);
        Assert.Equal(made.FileBytes, predicted.FileBytes);
        Assert.Equal(made.BitsPerWeight!.Value, predicted.BitsPerWeight!.Value, 9);
        ModelIdentity again = await provider.IdentifyAsync(
            source with { PredictsOnly = true }, CancellationToken.None);
        Assert.Equal(made.Types!, again.Types!);
        Assert.Equal(Plain(made), Plain(again));
    }

    // Without what is read anew each time.
    private static ModelIdentity Plain(ModelIdentity identity) =>
        identity with { Prompts = null, Types = null, Window = null };
}
