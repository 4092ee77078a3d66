using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Configure;

/// <summary>What <c>init</c> writes runs with the model that it is given.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnOriginalGetsRecipes()
    {
        WriteModel("model.gguf", TensorType.F16);
        (_, string error) = await InitAsync("model.gguf");
        Assert.DoesNotContain("quantized already", error, StringComparison.Ordinal);
        Assert.Contains("name your dataset", error, StringComparison.Ordinal);
        Assert.Equal(["q8_0", "q4_0"], await RunAsync());
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_1)]
    public async Task AQuantizedFileGetsNoRecipeAndIsSaidToBeOne(TensorType type)
    {
        WriteModel("model.gguf", type);
        (_, string error) = await InitAsync("model.gguf");
        Assert.Contains("model.gguf is quantized already", error, StringComparison.Ordinal);
        Assert.Contains("name the original model as the baseline", error, StringComparison.Ordinal);
        Assert.Contains("\"requantize\"", error, StringComparison.Ordinal);
        Assert.Equal(["kv-q8_0"], await RunAsync());
    }

    [Fact]
    public async Task TheRecipeThatQuantizesAQuantizedFileAgainRunsOnceItIsNoComment()
    {
        WriteModel("model.gguf", TensorType.Q8_0);
        await InitAsync("model.gguf");
        string config = _folder.File("eval.config.json");
        File.WriteAllText(config, Configuration
            .Replace("\"kvCache\": \"q8_0\" }", "\"kvCache\": \"q8_0\" },", StringComparison.Ordinal)
            .Replace("// \"q4_0\":", "\"q4_0\":", StringComparison.Ordinal)
            .Replace("//   \"quantize\":", "\"quantize\":", StringComparison.Ordinal)
            .Replace("[\"kv-q8_0\"]", "[\"kv-q8_0\", \"q4_0\"]", StringComparison.Ordinal));
        Assert.Equal(["kv-q8_0", "q4_0"], await RunAsync());
    }

    [Fact]
    public async Task AModelFolderGetsRecipesOfModelFolders()
    {
        WriteFolder("folder", OnnxWeightType.Float32);
        (_, string error) = await InitAsync("folder");
        Assert.DoesNotContain("quantized already", error, StringComparison.Ordinal);
        Assert.Equal(["int8", "int4"], await RunAsync());
    }

    [Fact]
    public async Task AQuantizedModelFolderGetsNoRecipe()
    {
        WriteFolder("folder", OnnxWeightType.Int4);
        (_, string error) = await InitAsync("folder");
        Assert.Contains("folder is quantized already", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"quantize\":", Configuration, StringComparison.Ordinal);
        Assert.Equal(["quantized"], await RunAsync());
    }

    [Fact]
    public async Task AFileThatIsNoModelIsRefusedAndNothingIsWritten()
    {
        _folder.Write("model.gguf", "no model");
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["init", "--folder", _folder.Path, "--model", "model.gguf"],
            new Terminal(output, error),
            CancellationToken.None);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("model.gguf", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("eval.config.json")));
    }

    [Fact]
    public async Task AModelThatIsNotThereYetIsNamedLater()
    {
        (_, string error) = await InitAsync("models/later.gguf");
        Assert.Contains("name your model and dataset", error, StringComparison.Ordinal);
        Assert.Contains("models/later.gguf", Configuration, StringComparison.Ordinal);
    }

    private string Configuration => File.ReadAllText(_folder.File("eval.config.json"));

    private void WriteModel(string name, TensorType type) =>
        new TinyGguf { MatrixType = type }.WriteTo(_folder.File(name));

    private void WriteFolder(string name, OnnxWeightType type)
    {
        WriteModel("source.gguf", TensorType.F32);
        GenAIExport.Write(_folder.File("source.gguf"), _folder.File(name), type);
    }

    private async Task<(string Output, string Error)> InitAsync(string model)
    {
        (ExitCode code, string output, string error) =
            await ExecuteAsync("init", "--folder", _folder.Path, "--model", model);
        Assert.True(code == ExitCode.Passed, error);
        return (output, error);
    }

    // Valid, planned and run; the candidates of the report.
    private async Task<IEnumerable<string>> RunAsync()
    {
        string config = _folder.File("eval.config.json");
        (ExitCode code, _, string error) = await ExecuteAsync("validate", "--config", config);
        Assert.True(code == ExitCode.Passed, error);
        (code, _, error) = await ExecuteAsync("run", "--plan", "--config", config);
        Assert.True(code == ExitCode.Passed, error);
        (code, string output, error) = await ExecuteAsync(
            "run", "--json", "--quiet", "--limit", "2", "--config", config);
        Assert.True(code is ExitCode.Passed or ExitCode.Failed or ExitCode.Inconclusive, error);
        return [.. JsonNode.Parse(output)!["candidates"]!.AsArray().Select(found => (string)found!["candidate"]!)];
    }

    private static async Task<(ExitCode Code, string Output, string Error)> ExecuteAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
