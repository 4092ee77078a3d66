using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference;

/// <summary>The bundled repairs of the bundled model, on the beginning of the calibration text.</summary>
public sealed class BundledRepairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheAdapterBringsTheFourBitModelNearerToItsBaseline()
    {
        string quantized = Quantize(TensorType.Q4_0);
        EngineOptions adapted = new() { AdapterPath = RepositoryRoot.Combine("models/baseline-q4_0-lora.gguf") };
        double without = await DivergenceAsync(quantized, new EngineOptions());
        Assert.InRange(await DivergenceAsync(quantized, adapted), 0, 0.7 * without);
    }

    [Fact]
    public async Task TrainingUnderRoundingSavesTheTwoBitModel()
    {
        string trained = RepositoryRoot.Combine("models/baseline-qat-q2_k.gguf");
        double rounded = await DivergenceAsync(Quantize(TensorType.Q2_K), new EngineOptions());
        Assert.InRange(await DivergenceAsync(trained, new EngineOptions()), 0, 0.25 * rounded);
        using GgufFile file = GgufFile.Open(trained);
        Assert.All(
            file.Tensors.Where(tensor => tensor.Dimensions.Count == 2),
            tensor => Assert.Equal(TensorType.Q2_K, tensor.Type));
    }

    private static string Baseline => RepositoryRoot.Combine("models/baseline.gguf");

    private string Quantize(TensorType type)
    {
        string path = _folder.File("quantized.gguf");
        using GgufFile file = GgufFile.Open(Baseline);
        GgufQuantizer.Quantize(file, path, new QuantizationSettings(type), progress: null, CancellationToken.None);
        return path;
    }

    private static async Task<double> DivergenceAsync(string path, EngineOptions options)
    {
        string text = await File.ReadAllTextAsync(RepositoryRoot.Combine("datasets/calibration.txt"));
        using InferenceEngine baseline = InferenceEngine.Load(Baseline);
        int[] tokens = baseline.EncodePrompt(text[..4000])[..512];
        return EngineProbe.Divergence(
            await EngineProbe.ReadLogits(baseline, tokens), await EngineProbe.ReadLogits(path, options, tokens));
    }
}
