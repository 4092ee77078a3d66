using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization;

public sealed class GgufQuantizerTests : IDisposable
{
    private static readonly TinyGguf s_model = new() { EmbeddingLength = 256, FeedForwardLength = 256 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TensorType> Types => [.. GgufQuantizer.Types];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Types))]
    public void MatricesGetTheTypeAndVectorsStay(TensorType type)
    {
        QuantizationResult result = Quantize(s_model, new(type), out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            Assert.Equal(source.Tensors.Select(tensor => tensor.Name), made.Tensors.Select(tensor => tensor.Name));
            Assert.All(made.Tensors, tensor =>
                Assert.Equal(tensor.Dimensions.Count == 1 ? TensorType.F32 : type, tensor.Type));
            Assert.Equal(QuantizationPlan.FileTypeOf(type), made.Metadata.GetUInt32("general.file_type"));
            Assert.Equal(2u, made.Metadata.GetUInt32("general.quantization_version"));
            Assert.Equal(
                source.Metadata.GetStrings("tokenizer.ggml.tokens"), made.Metadata.GetStrings("tokenizer.ggml.tokens"));
            Assert.Equal(made.FileLength, result.FileBytes);
            Assert.Empty(result.Fallbacks);
        }
    }

    [Fact]
    public void WhatIsAddedInAnEncoderStaysInFloats()
    {
        string path = _folder.File("quantized.gguf");
        using GgufFile source = GgufFile.Open(new TinyBertGguf().WriteTo(_folder.File("bert.gguf")));
        GgufQuantizer.Quantize(source, path, new(TensorType.Q8_0), progress: null, CancellationToken.None);
        using GgufFile made = GgufFile.Open(path);
        Assert.Equal(TensorType.F32, made.GetTensor("position_embd.weight").Type);
        Assert.Equal(TensorType.F32, made.GetTensor("token_types.weight").Type);
        Assert.Equal(TensorType.Q8_0, made.GetTensor("token_embd.weight").Type);
    }

    [Fact]
    public void TheReportedErrorIsThatOfTheFile()
    {
        QuantizationResult result = Quantize(s_model, new(TensorType.Q4_0), out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            QuantizedTensor reported = result.Tensors.Single(tensor => tensor.Name == "blk.1.ffn_up.weight");
            float[] before = Read(source.GetTensor(reported.Name));
            float[] after = Read(made.GetTensor(reported.Name));
            double error = before.Zip(after, (b, a) => Math.Pow((double)b - a, 2)).Average();
            Assert.Equal(error, reported.MeanSquaredError, error * 1e-5);
            Assert.Equal(
                10 * Math.Log10(before.Average(b => (double)b * b) / error), reported.SignalToNoiseDecibels!.Value, 3);
            Assert.Equal(made.GetTensor(reported.Name).ByteLength, reported.ByteCount);
        }
    }

    [Theory]
    [InlineData(TensorType.Q2_K, TensorType.Q4_0)]
    [InlineData(TensorType.Q3_K, TensorType.Q4_0)]
    [InlineData(TensorType.Q4_K, TensorType.Q5_0)]
    [InlineData(TensorType.Q5_K, TensorType.Q5_1)]
    [InlineData(TensorType.Q6_K, TensorType.Q8_0)]
    public void ShortRowsFallBackAndSayWhy(TensorType wanted, TensorType got)
    {
        QuantizationResult result = Quantize(new TinyGguf(), new(wanted), out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            Assert.Equal(got, made.GetTensor("blk.0.attn_q.weight").Type);
            Assert.Equal("rows of 64 are not a multiple of 256", result.Fallbacks.First().Fallback);
        }
    }

    [Fact]
    public void RowsWithoutAnyWholeBlockFallBackToHalves()
    {
        TinyGguf odd = new() { EmbeddingLength = 48, FeedForwardLength = 64 };
        QuantizationResult result = Quantize(odd, new(TensorType.Q2_K), out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            Assert.Equal(TensorType.F16, made.GetTensor("blk.0.attn_q.weight").Type);
            Assert.Equal(TensorType.Q4_0, made.GetTensor("blk.0.ffn_down.weight").Type);
            Assert.NotEmpty(result.Fallbacks);
        }
    }

    [Fact]
    public void TheEmbeddingCanHaveItsOwnType()
    {
        QuantizationSettings settings = new(TensorType.Q2_K, EmbeddingType: TensorType.Q8_0);
        Quantize(s_model, settings, out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            Assert.Equal(TensorType.Q8_0, made.GetTensor("token_embd.weight").Type);
            Assert.Equal(TensorType.Q2_K, made.GetTensor("blk.0.attn_q.weight").Type);
        }
    }

    [Fact]
    public void FewerBitsLoseMore()
    {
        TensorType[] falling =
            [TensorType.F16, TensorType.Q8_0, TensorType.Q5_1, TensorType.Q4_0, TensorType.Q3_K, TensorType.Q2_K];
        double[] errors = [.. falling.Select(type =>
        {
            QuantizationResult result = Quantize(s_model, new(type), out GgufFile source, out GgufFile made);
            source.Dispose();
            made.Dispose();
            return result.Tensors.Sum(tensor => tensor.MeanSquaredError);
        })];
        Assert.Equal(errors.Order(), errors);
        Assert.Equal(errors.Length, errors.Distinct().Count());
    }

    [Fact]
    public void EqualSourcesGiveEqualBytes()
    {
        string model = s_model.WriteTo(_folder.File("model.gguf"));
        using GgufFile source = GgufFile.Open(model);
        foreach (string name in new[] { "1.gguf", "2.gguf" })
        {
            GgufQuantizer.Quantize(source, _folder.File(name), new(TensorType.Q3_K), null, CancellationToken.None);
        }

        Assert.Equal(File.ReadAllBytes(_folder.File("1.gguf")), File.ReadAllBytes(_folder.File("2.gguf")));
    }

    [Fact]
    public void AQuantizedModelIsNotQuantizedAgain()
    {
        TinyGguf quantized = new() { MatrixType = TensorType.Q8_0 };
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(
            () => Quantize(quantized, new(TensorType.Q4_0), out _, out _));
        Assert.Contains("Q8_0", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("made.gguf")));
    }

    [Fact]
    public void AWeightThatIsNotFiniteIsRefused()
    {
        string model = _folder.File("nan.gguf");
        using (GgufWriter writer = GgufWriter.Create(model))
        {
            writer.Add("general.architecture", "llama");
            writer.DeclareTensor("w", TensorType.F32, 32, 1);
            writer.WriteData([.. Enumerable.Repeat((byte)0xFF, 128)]);
            writer.Complete();
        }

        using GgufFile source = GgufFile.Open(model);
        Assert.Throws<GgufFormatException>(() => GgufQuantizer.Quantize(
            source, _folder.File("made.gguf"), new(TensorType.Q8_0), null, CancellationToken.None));
        Assert.Equal([model], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void CancellingLeavesNothingBehind()
    {
        string model = s_model.WriteTo(_folder.File("model.gguf"));
        using GgufFile source = GgufFile.Open(model);
        Assert.ThrowsAny<OperationCanceledException>(() => GgufQuantizer.Quantize(
            source, _folder.File("made.gguf"), new(TensorType.Q8_0), null, new CancellationToken(canceled: true)));
        Assert.Equal([model], Directory.GetFiles(_folder.Path));
    }

    [Theory, MemberData(nameof(Types))]
    public void ThePredictedSizeIsTheRealOne(TensorType type)
    {
        QuantizationResult result = Quantize(s_model, new(type), out GgufFile source, out GgufFile made);
        using (source)
        using (made)
        {
            SizePrediction predicted = ModelInspection.From(source).Predictions.Single(p => p.Type == type);
            ModelInspection real = ModelInspection.From(made);
            Assert.Equal(real.WeightBytes, predicted.WeightBytes);
            Assert.Equal(real.BitsPerWeight, predicted.BitsPerWeight, 9);
            Assert.Equal(result.FileBytes, predicted.FileBytes);
        }
    }

    private static float[] Read(GgufTensor tensor)
    {
        float[] weights = new float[tensor.ElementCount];
        TensorFormats.For(tensor).Dequantize(tensor.Data, weights);
        return weights;
    }

    private QuantizationResult Quantize(
        TinyGguf model, QuantizationSettings settings, out GgufFile source, out GgufFile made)
    {
        source = GgufFile.Open(model.WriteTo(_folder.File("model.gguf")));
        string path = _folder.File("made.gguf");
        QuantizationResult result = GgufQuantizer.Quantize(source, path, settings, null, CancellationToken.None);
        made = GgufFile.Open(path);
        return result;
    }
}
