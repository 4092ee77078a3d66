using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization.Methods;

public sealed class ModelQuantizerTests : IDisposable
{
    private static readonly TinyGguf s_model = new()
    {
        EmbeddingLength = 256,
        FeedForwardLength = 256,
        HasBiases = true,
        IsTied = false,
    };

    private static readonly string s_text =
        string.Concat(Enumerable.Range(0, 60).Select(i => $"the hello and on {i} in the end, hell. "));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MethodKind.Rtn, "uint4_tensor")]
    [InlineData(MethodKind.Rtn, "nf4_tensor")]
    [InlineData(MethodKind.Rtn, "int8_channel")]
    [InlineData(MethodKind.Rtn, "fixed6_b64")]
    [InlineData(MethodKind.Rtn, "nf4_b64_dq")]
    [InlineData(MethodKind.Rtn, "fp4_b32")]
    [InlineData(MethodKind.Gptq, "q4_1")]
    [InlineData(MethodKind.Gptq, "q3_k")]
    [InlineData(MethodKind.Gptq, "uint3_channel")]
    [InlineData(MethodKind.Awq, "q4_1")]
    [InlineData(MethodKind.Awq, "nf4_b64")]
    [InlineData(MethodKind.Hqq, "uint3_b64")]
    [InlineData(MethodKind.Imatrix, "q2_k")]
    [InlineData(MethodKind.Codebook, "vq6_g2")]
    [InlineData(MethodKind.Prune, "f16")]
    public async Task WhatAMethodMakesIsReadRunAndInspected(MethodKind method, string type)
    {
        string made = Quantize(new(method, Settings(type)), out QuantizationResult result);
        using (GgufFile file = GgufFile.Open(made))
        {
            Assert.Equal(type, TensorFormat.NameOf(file.GetTensor("blk.0.ffn_up.weight").Type));
            ModelInspection inspection = ModelInspection.From(file);
            Assert.Equal(result.BitsPerWeight, inspection.BitsPerWeight, 1e-9);
            Assert.Equal(result.FileBytes, inspection.FileBytes);
        }

        float[] logits = await LastLogitsAsync(made);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
        Assert.True(logits.Distinct().Count() > logits.Length / 2);
    }

    [Theory]
    [InlineData(MethodKind.Gptq, "q4_1")]
    [InlineData(MethodKind.Awq, "q4_1")]
    [InlineData(MethodKind.Codebook, "vq6_g2")]
    public void EqualRecipesGiveEqualBytes(MethodKind method, string type)
    {
        byte[] first = File.ReadAllBytes(Quantize(new(method, Settings(type)), out _));
        byte[] second = File.ReadAllBytes(Quantize(new(method, Settings(type)), out _));
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task ScalesOfAwqAreFoldedSoThatTheFunctionStays()
    {
        string source = Source();
        string made = _folder.File("folded.gguf");
        using (GgufFile file = GgufFile.Open(source))
        {
            TensorFormat searched = TensorFormats.Find("uint3_b32")!;
            int[][] sequences = [[.. Enumerable.Range(4, 200)], [.. Enumerable.Range(9, 100)]];
            using AwqMethod method = new(
                file, QuantizationMethod.FileWeights, sequences, _ => searched, new AwqOptions(), 1, default);
            QuantizationSettings settings = new(TensorType.F32);
            GgufQuantizer.Quantize(file, made, settings, method, progress: null, CancellationToken.None);
        }

        using (GgufFile before = GgufFile.Open(source))
        using (GgufFile after = GgufFile.Open(made))
        {
            string[] folded = ["attn_norm", "attn_q", "attn_v", "attn_output", "ffn_norm", "ffn_up", "ffn_down"];
            Assert.All(folded, name => Assert.False(
                before.GetTensor($"blk.1.{name}.weight").Data.SequenceEqual(
                    after.GetTensor($"blk.1.{name}.weight").Data)));
        }

        float[] expected = await LastLogitsAsync(source);
        float[] actual = await LastLogitsAsync(made);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-3f));
    }

    [Fact]
    public void PatternsGiveTensorsTheirOwnTypes()
    {
        QuantizationSettings settings = Settings("q4_0") with
        {
            Types =
            [
                new("blk.*.ffn_down", TensorType.Q6_K),
                new("output", TensorType.Q8_0),
                new("blk.0.*", TensorType.Q5_1),
            ],
        };
        using GgufFile made = GgufFile.Open(Quantize(new(MethodKind.Rtn, settings), out _));
        Assert.Equal(TensorType.Q6_K, made.GetTensor("blk.0.ffn_down.weight").Type);
        Assert.Equal(TensorType.Q5_1, made.GetTensor("blk.0.attn_q.weight").Type);
        Assert.Equal(TensorType.Q8_0, made.GetTensor("output.weight").Type);
        Assert.Equal(TensorType.F32, made.GetTensor("output_norm.weight").Type);
        Assert.Equal(TensorType.Q4_0, made.GetTensor("blk.1.attn_q.weight").Type);
    }

    [Theory]
    [InlineData(PruneScope.Tensor, 0.5)]
    [InlineData(PruneScope.Global, 0.3)]
    [InlineData(PruneScope.TwoOfFour, 0.5)]
    public void PruningSetsTheWantedShareToZero(PruneScope scope, double share)
    {
        QuantizationRecipe recipe = new(MethodKind.Prune, Settings("f16"))
        {
            Prune = new PruneOptions { Scope = scope, Sparsity = share },
        };
        using GgufFile made = GgufFile.Open(Quantize(recipe, out QuantizationResult result));
        QuantizedTensor[] matrices = [.. result.Tensors
            .Where(tensor => tensor.Type == "f16" && tensor.Name != "token_embd.weight")];
        double zeros = matrices.Sum(tensor => tensor.ZeroShare * tensor.ParameterCount)
            / matrices.Sum(tensor => tensor.ParameterCount);
        Assert.Equal(share, zeros, 0.01);
        Assert.True(scope == PruneScope.Global
            || matrices.All(tensor => Math.Abs(tensor.ZeroShare - share) < 0.02));
        float[] row = new float[256];
        TensorFormats.For(TensorType.F16).Dequantize(made.GetTensor("blk.0.attn_q.weight").Rows(3, 1), row);
        Assert.True(scope != PruneScope.TwoOfFour || row.Chunk(4).All(four => four.Count(w => w == 0) == 2));
    }

    [Fact]
    public void ATensorWithoutItsCodebookIsRefused()
    {
        string made = Quantize(new(MethodKind.Codebook, Settings("vq6_g2")), out _);
        byte[] bytes = File.ReadAllBytes(made);
        byte[] name = "blk.0.attn_q.weight.codebook"u8.ToArray();
        bytes[bytes.AsSpan().IndexOf(name) + name.Length - 1] = (byte)'x';
        File.WriteAllBytes(made, bytes);
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(made));
        Assert.Contains("blk.0.attn_q.weight.codebook", refusal.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void ATextOfOneTokenIsTooShortForCalibration()
    {
        using GgufFile source = GgufFile.Open(Source());
        QuantizationRecipe recipe = new(MethodKind.Gptq, Settings("q4_1"));
        Assert.Throws<InvalidDataException>(() => ModelQuantizer.Quantize(
            source, _folder.File("never.gguf"), recipe, new StringReader("a"), null, CancellationToken.None));
        Assert.False(File.Exists(_folder.File("never.gguf")));
    }

    [Theory]
    [InlineData(MethodKind.Hqq, "q4_0", false)]
    [InlineData(MethodKind.Hqq, "q4_k", false)]
    [InlineData(MethodKind.Hqq, "uint4_tensor", false)]
    [InlineData(MethodKind.Gptq, "nf4_b64", false)]
    [InlineData(MethodKind.Gptq, "f16", false)]
    [InlineData(MethodKind.Codebook, "q4_0", false)]
    [InlineData(MethodKind.Rtn, "vq8_g4", false)]
    [InlineData(MethodKind.Gptq, "q6_k", true)]
    [InlineData(MethodKind.Hqq, "uint2_b128", true)]
    public void AMethodIsOfferedTheTypesThatItCanGive(MethodKind method, string type, bool can) =>
        Assert.Equal(can, MethodTypes.FindNeed(method, TensorFormats.Find(type)!) is null);

    private static QuantizationSettings Settings(string type) => new(TensorFormats.Find(type)!.Type);

    private string Source() => s_model.WriteTo(_folder.File("source.gguf"));

    private string Quantize(QuantizationRecipe recipe, out QuantizationResult result)
    {
        string made = _folder.File("made.gguf");
        using GgufFile source = GgufFile.Open(Source());
        using StringReader text = new(s_text);
        result = ModelQuantizer.Quantize(source, made, recipe, text, progress: null, CancellationToken.None);
        return made;
    }

    private static async Task<float[]> LastLogitsAsync(string path)
    {
        using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { Threads = 1 });
        float[] last = [];
        int[] tokens = engine.EncodePrompt("hello and the end");
        await engine.ReadLogitsAsync(tokens, tokens.Length - 1, (_, logits) => last = logits.ToArray());
        return last;
    }
}
