using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task QuantizeWritesAModelThatInspectDescribes()
    {
        string model = WriteModel();
        string output = _folder.File("q4_0.gguf");
        JsonElement made = await RunJsonAsync("quantize", model, "--type", "q4_0", "--output", output);
        Assert.Equal("q4_0", made.GetProperty("type").GetString());
        Assert.Equal(new FileInfo(output).Length, made.GetProperty("file_bytes").GetInt64());
        JsonElement inspected = await RunJsonAsync("inspect", output);
        Assert.Equal("llama", inspected.GetProperty("architecture").GetString());
        Assert.Equal("q4_0", inspected.GetProperty("types")[0].GetProperty("type").GetString());
        Assert.Equal(
            made.GetProperty("bits_per_weight").GetDouble(), inspected.GetProperty("bits_per_weight").GetDouble(), 9);
    }

    [Fact]
    public async Task TokenizeGivesIdsAndTheirTexts()
    {
        JsonElement tokens = await RunJsonAsync("tokenize", WriteModel(), "--text", "the");
        Assert.Equal(["<s>", "the"], tokens.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(2, tokens.GetProperty("token_count").GetInt32());
        Assert.Equal(1, tokens.GetProperty("token_ids")[0].GetInt32());
    }

    [Fact]
    public async Task ADatasetCalibratesAsItsTextsDo()
    {
        string model = WriteModel();
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => $"the {i} the")];
        string text = _folder.Write("a.txt", string.Concat(texts.Select(line => line + "\n")));
        string dataset = _folder.Write(
            "a.jsonl", string.Concat(texts.Select(line => $"{{\"id\": \"x\", \"input\": \"{line}\"}}\n")));
        byte[][] made = [.. await Task.WhenAll(new[] { text, dataset }.Select(async calibration =>
        {
            string output = calibration + ".gguf";
            await RunJsonAsync(
                "quantize", model, "--method", "gptq", "--type", "q4_1", "--calibration", calibration,
                "--output", output);
            return await File.ReadAllBytesAsync(output);
        }))];
        Assert.Equal(made[0], made[1]);
        _folder.Write("a.jsonl", "{\"input\": \"the\"}\n{\"input\": ");
        (ExitCode code, _, string error) = await RunAsync(
            "quantize", model, "--method", "gptq", "--type", "q4_1", "--calibration", dataset,
            "--output", _folder.File("never.gguf"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("a.jsonl:2: invalid JSON", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("never.gguf")));
    }

    [Fact]
    public async Task QuantizeTakesAModelFolder()
    {
        string model = new TinyOnnx().WriteTo(_folder.File("model"));
        string output = _folder.File("made");
        JsonElement made = await RunJsonAsync("quantize", model, "--type", "int4_b16", "--output", output);
        Assert.Equal("int4_b16", made.GetProperty("type").GetString());
        Assert.Equal(
            Directory.GetFiles(output).Sum(file => new FileInfo(file).Length),
            made.GetProperty("file_bytes").GetInt64());
        JsonElement tensor = Assert.Single(made.GetProperty("tensors").EnumerateArray());
        Assert.Equal("w.weight", tensor.GetProperty("name").GetString());
        Assert.Equal("f32", tensor.GetProperty("source_type").GetString());
    }

    [Theory]
    [InlineData("int4", "model.gguf", "the type \"int4\"")]
    [InlineData("q4_0", "folder", "the type \"q4_0\" for an ONNX Runtime GenAI folder")]
    [InlineData("int4", "empty", "a folder without genai_config.json")]
    public async Task ATypeOrFolderThatDoesNotSuitTheModelIsRefused(string type, string model, string message)
    {
        WriteModel();
        new TinyOnnx().WriteTo(_folder.File("folder"));
        Directory.CreateDirectory(_folder.File("empty"));
        (ExitCode code, _, string error) = await RunAsync(
            "quantize", _folder.File(model), "--type", type, "--output", _folder.File("made"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder.File("made")));
    }

    [Fact]
    public async Task PeopleGetTables()
    {
        string model = WriteModel();
        (ExitCode code, string inspected, _) = await RunAsync("inspect", model);
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains("blk.1.ffn_down.weight", inspected, StringComparison.Ordinal);
        (_, string made, _) = await RunAsync("quantize", model, "--type", "q2_k", "--output", _folder.File("a.gguf"));
        Assert.Contains("rows of 64 are not a multiple of 256", made, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q9_9", "out.gguf", "--type: \"q9_9\"")]
    [InlineData("q8_0", "model.gguf", "--output: the model itself")]
    [InlineData("q8_0", ".", "a folder; expected a file to write")]
    public async Task AMistakeInAnOptionIsNamed(string type, string output, string message)
    {
        string[] options = ["--type", type, "--output", Path.GetFullPath(_folder.File(output))];
        (ExitCode code, _, string error) = await RunAsync(["quantize", WriteModel(), .. options]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("tokenize", "--text", "a")]
    [InlineData("quantize", "--type", "q8_0", "--output", "never.gguf")]
    public async Task ATruncatedModelIsBadInput(string command, params string[] options)
    {
        string model = WriteModel();
        using (FileStream stream = File.OpenWrite(model))
        {
            stream.SetLength(stream.Length / 2);
        }

        (ExitCode code, string output, string error) = await RunAsync([command, model, .. options]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains($"{model}: byte ", error, StringComparison.Ordinal);
        Assert.False(File.Exists("never.gguf"));
    }

    private string WriteModel() => new TinyGguf().WriteTo(_folder.File("model.gguf"));

    private static async Task<JsonElement> RunJsonAsync(params string[] arguments)
    {
        (ExitCode code, string output, string error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == ExitCode.Passed, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
