using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx;

public sealed class GenAIExportTests
{
    private static readonly string s_model = RepositoryRoot.Combine("models", "baseline.gguf");

    [Fact]
    public void TheFolderHoldsWhatAGenAIModelNeedsAndItsSizeIsSaid()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(s_model);
        long bytes = GenAIExport.Write(file, folder.Path, OnnxWeightType.Float32);
        string[] names =
            ["genai_config.json", "model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"];
        Assert.Equal(names, Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(bytes, names.Sum(name => new FileInfo(folder.File(name)).Length));
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(folder.File("genai_config.json")));
        JsonElement model = config.RootElement.GetProperty("model");
        Assert.Equal(1536, model.GetProperty("vocab_size").GetInt32());
        Assert.Equal(512, model.GetProperty("context_length").GetInt32());
        Assert.Equal([2], model.GetProperty("eos_token_id").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(4, model.GetProperty("decoder").GetProperty("num_key_value_heads").GetInt32());
        using JsonDocument tokenizer = JsonDocument.Parse(File.ReadAllText(folder.File("tokenizer.json")));
        Assert.Equal(
            1536, tokenizer.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().Count());
    }

    [Theory]
    [InlineData(OnnxWeightType.Float32)]
    [InlineData(OnnxWeightType.Int4)]
    public void TheSameModelGivesTheSameBytes(OnnxWeightType type)
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        using GgufFile file = GgufFile.Open(s_model);
        GenAIExport.Write(file, first.Path, type);
        GenAIExport.Write(file, second.Path, type);
        foreach (string path in Directory.GetFiles(first.Path))
        {
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(second.File(Path.GetFileName(path))));
        }
    }

    [Fact]
    public void MatricesOfFourBitsTakeFiveBitsAWeightWithTheirScales()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(s_model);
        GenAIExport.Write(file, folder.Path, OnnxWeightType.Int4);
        GgufTensor[] matrices = [.. file.Tensors.Where(tensor => tensor.RowCount > 1)];
        double embedding = 4.0 * file.GetTensor("token_embd.weight").ElementCount;
        double expected = embedding + (5.0 / 8 * matrices.Sum(tensor => tensor.ElementCount));
        Assert.InRange(new FileInfo(folder.File("model.onnx.data")).Length / expected, 0.97, 1.12);
    }

    [Fact]
    public void ATokenizerThatCannotBeWrittenIsRefusedBeforeAnythingIs()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("spm.gguf");
        byte[] bytes = File.ReadAllBytes(s_model);
        int at = bytes.AsSpan().IndexOf("gpt-2"u8);
        "gpt-9"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);
        using GgufFile file = GgufFile.Open(path);
        GgufFormatException mistake = Assert.Throws<GgufFormatException>(
            () => GenAIExport.Write(file, folder.File("out"), OnnxWeightType.Float32));
        Assert.Contains("gpt-9", mistake.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
