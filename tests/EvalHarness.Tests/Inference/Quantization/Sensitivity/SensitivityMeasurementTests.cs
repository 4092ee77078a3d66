using System.Text.Json;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Inference.Sampling;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization.Sensitivity;

public sealed class SensitivityMeasurementTests : IDisposable
{
    private static readonly TensorType[] s_types = [TensorType.Q2_K, TensorType.Q4_0, TensorType.Q8_0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EachNumberIsTheDivergenceOfTheFileWithThatMatrixRounded(bool isTied)
    {
        TinyGguf model = new() { EmbeddingLength = 256, FeedForwardLength = 256, IsTied = isTied, HasBiases = true };
        string path = model.WriteTo(_folder.File("model.gguf"));
        using GgufFile file = GgufFile.Open(path);
        string text = Text();
        ModelSensitivity found = Measure(file, text, threads: 2);
        Assert.Equal(isTied ? 15 : 16, found.Matrices.Count);
        foreach (MatrixSensitivity matrix in found.Matrices)
        {
            string name = matrix.Name[..^".weight".Length];
            string rounded = _folder.File(name + ".gguf");
            GgufQuantizer.Quantize(
                file,
                rounded,
                new(TensorType.F32) { Types = [new TypePattern(name, TensorType.Q2_K)] },
                progress: null,
                CancellationToken.None);
            double expected = await DivergenceAsync(path, rounded, text);
            Assert.True(expected > 0, matrix.Name);
            Assert.Equal(expected, matrix.Measured, expected * 1e-3);
            Assert.Equal(matrix.Measured / matrix.Choices[0].RelativeError, matrix.Coefficient);
        }
    }

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        using GgufFile file = GgufFile.Open(BundledModel);
        string text = Calibration();
        string one = JsonSerializer.Serialize(Measure(file, text, threads: 1, tokens: 64));
        Assert.Equal(one, JsonSerializer.Serialize(Measure(file, text, threads: 3, tokens: 64)));
    }

    [Fact]
    public void OfTypesThatTakeTheSameBytesTheBetterOneIsKept()
    {
        using GgufFile file = GgufFile.Open(BundledModel);
        ModelSensitivity found = SensitivityMeasurement.Measure(
            file, new StringReader(Calibration()), [TensorType.Q4_0, TensorType.Q4_K, TensorType.Q8_0], 32, 2, null,
            CancellationToken.None);
        Assert.All(found.Matrices, matrix => Assert.Equal(2, matrix.Choices.Count));
        Assert.Contains(found.Matrices, matrix => matrix.Choices[0].Type == TensorType.Q4_K);
    }

    [Fact]
    public void WhereRowsDoNotAllowATypeItsReplacementIsMeasured()
    {
        using GgufFile file = GgufFile.Open(new TinyGguf().WriteTo(_folder.File("short.gguf")));
        ModelSensitivity found = Measure(file, Text(), threads: 2);
        Assert.All(found.Matrices, matrix => Assert.Equal(
            [TensorType.Q4_0, TensorType.Q8_0], matrix.Choices.Select(choice => choice.Type)));
    }

    [Fact]
    public void AQuantizedModelIsMeasuredByTheWeightsThatItHolds()
    {
        using GgufFile file = GgufFile.Open(
            new TinyGguf { MatrixType = TensorType.Q8_0 }.WriteTo(_folder.File("q.gguf")));
        GgufQuantizer.Quantize(
            file,
            _folder.File("f32.gguf"),
            new QuantizationSettings(TensorType.F32) { Requantizes = true },
            progress: null,
            CancellationToken.None);
        using GgufFile whole = GgufFile.Open(_folder.File("f32.gguf"));
        Assert.Equal(
            Measure(whole, Text(), threads: 1).Matrices.SelectMany(matrix => matrix.Choices),
            Measure(file, Text(), threads: 1).Matrices.SelectMany(matrix => matrix.Choices));
    }

    [Fact]
    public void ACancelledMeasurementEnds()
    {
        using GgufFile file = GgufFile.Open(BundledModel);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => SensitivityMeasurement.Measure(
            file, new StringReader(Calibration()), s_types, 64, 1, new StopAtOnce(stop), stop.Token));
    }

    [Fact]
    public async Task MixesOfTheBundledModelLoseAboutWhatIsPredictedAndLessThanOneTypeOfTheirSize()
    {
        using GgufFile file = GgufFile.Open(BundledModel);
        string text = Calibration();
        ModelSensitivity found = SensitivityMeasurement.Measure(
            file,
            new StringReader(text),
            [TensorType.Q2_K, TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K, TensorType.Q8_0],
            1024,
            2,
            null,
            CancellationToken.None);
        IReadOnlyList<PrecisionMix> path = PrecisionPath.From([.. found.Matrices.Select(matrix => matrix.Choices)]);
        foreach (TensorType type in (TensorType[])[TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K])
        {
            string uniform = _folder.File(type + ".gguf");
            long bytes = GgufQuantizer.Quantize(file, uniform, new(type), null, CancellationToken.None)
                .Tensors.Sum(tensor => tensor.ByteCount);
            PrecisionMix mix = path.Last(one => one.Bytes + found.OtherBytes <= bytes);
            string mixed = _folder.File(type + "-mix.gguf");
            GgufQuantizer.Quantize(
                file,
                mixed,
                new(type)
                {
                    Types = [.. found.Matrices.Zip(mix.Choices, (matrix, choice) =>
                        new TypePattern(matrix.Name[..^".weight".Length], choice.Type))],
                },
                null,
                CancellationToken.None);
            double measured = await DivergenceAsync(BundledModel, mixed, text);
            Assert.InRange(measured, mix.Divergence / 4, mix.Divergence * 4);
            double alternative = await DivergenceAsync(BundledModel, uniform, text);
            Assert.True(measured < alternative, $"{type}: {measured} against {alternative}");
        }
    }

    private static string BundledModel => RepositoryRoot.Combine("models", "baseline.gguf");

    private static string Calibration() =>
        File.ReadAllText(RepositoryRoot.Combine("datasets", "calibration.txt"))[..6000];

    private static string Text() => string.Join(' ', Enumerable.Range(0, 12).Select(i => $"the cat {i} sat on a mat"));

    private static ModelSensitivity Measure(GgufFile file, string text, int threads, int tokens = 2048) =>
        SensitivityMeasurement.Measure(
            file, new StringReader(text), s_types, tokens, threads, progress: null, CancellationToken.None);

    // Both models read the same sequences, and every position counts.
    private static async Task<double> DivergenceAsync(string basePath, string path, string text)
    {
        await using InferenceEngine baseline = InferenceEngine.Load(basePath, new EngineOptions());
        await using InferenceEngine candidate = InferenceEngine.Load(path, new EngineOptions());
        using GgufFile file = GgufFile.Open(basePath);
        List<double> found = [];
        foreach (int[] sequence in EvalHarness.Inference.Quantization.Calibration.CalibrationText.Read(
            file, new StringReader(text), 1024))
        {
            List<float[]> rows = [];
            await baseline.ReadLogitsAsync(sequence, 0, (_, logits) => rows.Add(logits.ToArray()), default);
            await candidate.ReadLogitsAsync(
                sequence, 0, (row, logits) => found.Add(LogitComparison.From(rows[row], logits, 0).Divergence), default);
        }

        return found.Average();
    }

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<SensitivityProgress>
    {
        public void Report(SensitivityProgress value) => stop.Cancel();
    }
}
