using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization;

/// <summary>Quantizing a file that is quantized already.</summary>
public sealed class RequantizingTests : IDisposable
{
    private static readonly TinyGguf s_model = new() { EmbeddingLength = 256, FeedForwardLength = 256 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItIsRefusedUnlessItIsAskedFor()
    {
        using GgufFile source = GgufFile.Open(
            (s_model with { MatrixType = TensorType.Q4_1 }).WriteTo(_folder.File("q4_1.gguf")));
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => GgufQuantizer.Quantize(
            source, _folder.File("never.gguf"), new(TensorType.Q8_0), null, CancellationToken.None));
        Assert.Contains("--requantize", refusal.Fix, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("never.gguf")));
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.BF16)]
    public async Task AsF32ItAnswersExactlyAsTheFile(TensorType type)
    {
        string source = (s_model with { MatrixType = type }).WriteTo(_folder.File("source.gguf"));
        QuantizationResult made = Requantize(source, TensorType.F32);
        Assert.All(made.Tensors, tensor => Assert.Equal(0, tensor.MeanSquaredError));
        await RequireSameAsync(source, EngineProbe.Tokens(100, seed: 1));
    }

    [SharedModelFact]
    public async Task ARealModelAsF32AnswersExactlyAsTheFile()
    {
        QuantizationResult made = Requantize(SharedFixtures.ChatModel, TensorType.F32);
        Assert.Equal(["q4_1", "q8_0"], made.QuantizedSourceTypes);
        int[] tokens = [1, 504, 9575, 1, 198, 28120, 314, 260, 5700, 47, 2, 198];
        await RequireSameAsync(SharedFixtures.ChatModel, tokens);
    }

    [Fact]
    public void ASecondRoundingCountsItsOwnErrorAndNamesTheFirst()
    {
        string source = (s_model with { MatrixType = TensorType.Q4_1 }).WriteTo(_folder.File("source.gguf"));
        QuantizationResult made = Requantize(source, TensorType.Q8_0);
        Assert.Equal(["q4_1"], made.QuantizedSourceTypes);
        Assert.All(
            made.Tensors.Where(tensor => tensor.Type == "q8_0"), tensor => Assert.True(tensor.MeanSquaredError > 0));
        using GgufFile file = GgufFile.Open(_folder.File("made.gguf"));
        Assert.Equal(7u, file.Metadata.GetUInt32("general.file_type"));
    }

    [Fact]
    public void ACodebookGoesWithItsCodes()
    {
        TensorType coded = TensorFormats.Find("vq8_g4")!.Type;
        string source = s_model.WriteTo(_folder.File("source.gguf"));
        using (GgufFile file = GgufFile.Open(source))
        {
            ModelQuantizer.Quantize(
                file,
                _folder.File("coded.gguf"),
                new(MethodKind.Codebook, new(coded)),
                calibration: null,
                progress: null,
                CancellationToken.None);
        }

        Requantize(_folder.File("coded.gguf"), TensorType.F32);
        using GgufFile before = GgufFile.Open(source);
        using GgufFile after = GgufFile.Open(_folder.File("made.gguf"));
        Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
        Assert.All(after.Tensors, tensor => Assert.Equal(TensorType.F32, tensor.Type));
    }

    private QuantizationResult Requantize(string source, TensorType type)
    {
        using GgufFile file = GgufFile.Open(source);
        return GgufQuantizer.Quantize(
            file,
            _folder.File("made.gguf"),
            new QuantizationSettings(type) { Requantizes = true },
            null,
            CancellationToken.None);
    }

    private async Task RequireSameAsync(string source, int[] tokens)
    {
        EngineOptions options = new() { MaxSequences = 1 };
        IReadOnlyList<double> expected;
        await using (InferenceEngine before = InferenceEngine.Load(source, options))
        {
            expected = await before.ScoreTextAsync(tokens);
        }

        await using InferenceEngine after = InferenceEngine.Load(_folder.File("made.gguf"), options);
        Assert.Equal(expected, await after.ScoreTextAsync(tokens));
    }
}
