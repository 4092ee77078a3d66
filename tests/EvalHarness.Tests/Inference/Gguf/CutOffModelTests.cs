using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Gguf;

/// <summary>Models whose file is cut off while it is open: reading on would end the process without a word.</summary>
public sealed class CutOffModelTests : IDisposable
{
    private const long MapAll = 0;

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public CutOffModelTests() => _path = new TinyGguf().WriteTo(_folder.File("model.gguf"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0L)]
    [InlineData(1L << 30)]
    public async Task AMappedModelThatWasCutOffAnswersNoMore(long expansionLimit)
    {
        await using InferenceEngine engine = InferenceEngine.Load(
            _path, new EngineOptions { ExpansionLimitBytes = expansionLimit }, MapAll);
        GenerationRequest request = new() { Prompt = "the", MaxTokens = 4, IgnoreEndOfText = true };
        await engine.GenerateAsync(request);
        CutOff();
        GgufFormatException failure =
            await Assert.ThrowsAsync<GgufFormatException>(() => engine.GenerateAsync(request));
        Assert.Contains("a file that stays as it is while it is read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(_path, failure.File);
    }

    [Fact]
    public void AMappedModelThatWasCutOffIsNotQuantized()
    {
        using GgufFile file = GgufFile.Open(_path, MapAll);
        CutOff();
        Assert.Throws<GgufFormatException>(() => GgufQuantizer.Quantize(
            file,
            _folder.File("q.gguf"),
            new QuantizationSettings(TensorType.Q8_0, null),
            progress: null,
            CancellationToken.None));
        Assert.False(File.Exists(_folder.File("q.gguf")));
    }

    [Fact]
    public async Task ASmallModelIsInMemoryAndAnswersOn()
    {
        GenerationRequest request = new() { Prompt = "the", MaxTokens = 8, IgnoreEndOfText = true };
        await using InferenceEngine engine = InferenceEngine.Load(
            _path, new EngineOptions { ExpansionLimitBytes = 0 });
        GenerationResult before = await engine.GenerateAsync(request);
        CutOff();
        Assert.Equal(before.Tokens, (await engine.GenerateAsync(request)).Tokens);
    }

    [Fact]
    public async Task ASmallModelIsInMemoryFromTheTimeItIsLoaded()
    {
        string path = WriteLonger();
        GenerationRequest request = new() { Prompt = "the", MaxTokens = 8, IgnoreEndOfText = true };
        EngineOptions options = new() { ExpansionLimitBytes = 0 };
        await using InferenceEngine whole = InferenceEngine.Load(path, options);
        await using InferenceEngine engine = InferenceEngine.Load(path, options);
        GenerationResult before = await whole.GenerateAsync(request);
        CutOff(path);
        Assert.Equal(before.Tokens, (await engine.GenerateAsync(request)).Tokens);
    }

    [Fact]
    public unsafe void ASmallModelThatIsCutOffBeforeItsWeightsAreReadIsRefused()
    {
        string path = WriteLonger();
        using GgufFile file = GgufFile.Open(path);
        CutOff(path);
        GgufFormatException failure =
            Assert.Throws<GgufFormatException>(() => new IntPtr(file.GetTensor("token_embd.weight").Pointer));
        Assert.Contains("a file that stays as it is while it is read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(path, failure.File);
    }

    // Longer than what is read for the header.
    private string WriteLonger() =>
        new TinyGguf { EmbeddingLength = 256, FeedForwardLength = 1024 }.WriteTo(_folder.File("longer.gguf"));

    private void CutOff() => CutOff(_path);

    private static void CutOff(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(4_096);
    }
}
