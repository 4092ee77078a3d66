using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>What <c>run</c> refuses before its first question, <c>validate</c> refuses too, and so do plans.</summary>
public sealed class RefusedConfigurationTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public RefusedConfigurationTests()
    {
        new TinyGguf().WriteTo(_evaluation.Combine("model.gguf"));
        _evaluation.Configuration["generation"]!["maxOutputTokens"] = 2;
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public Task ARecipeForAQuantizedFile()
    {
        new TinyGguf { MatrixType = TensorType.Q8_0 }.WriteTo(_evaluation.Combine("q8_0.gguf"));
        Use(new() { ["provider"] = "gguf", ["path"] = "q8_0.gguf", ["quantize"] = Recipe("rtn", "q4_0") });
        return RequireRefusalAsync(
            "$.models.made.quantize", "quantized already", "original model", "leave \"quantize\" out");
    }

    [Fact]
    public Task ARecipeForAnExportOfAQuantizedFile()
    {
        new TinyGguf { MatrixType = TensorType.Q4_0 }.WriteTo(_evaluation.Combine("q4_0.gguf"));
        Use(new() { ["provider"] = "onnx-genai", ["path"] = "q4_0.gguf", ["quantize"] = Recipe("rtn", "int4") });
        return RequireRefusalAsync("$.models.made.quantize", "quantized already");
    }

    [Fact]
    public Task ARecipeForAQuantizedModelFolder()
    {
        GenAIExport.Write(_evaluation.Combine("model.gguf"), _evaluation.Combine("int4"), OnnxWeightType.Int4);
        Use(new() { ["provider"] = "onnx-genai", ["path"] = "int4", ["quantize"] = Recipe("rtn", "int4") });
        return RequireRefusalAsync("$.models.made.quantize", "quantized already", "the unquantized model");
    }

    [Theory]
    [InlineData("gptq", "nf4_b64", "uniform grids")]
    [InlineData("hqq", "q4_0", "affine grid")]
    [InlineData("gptq", "q4_0", "without calibration text")]
    public Task AMethodThatCannotGiveItsType(string method, string type, string reason)
    {
        Use(new() { ["provider"] = "gguf", ["path"] = "model.gguf", ["quantize"] = Recipe(method, type) });
        return RequireRefusalAsync("$.models.made.quantize", reason);
    }

    [Theory]
    [InlineData("gptq", "int4", "the method gptq for an ONNX Runtime GenAI folder")]
    [InlineData("rtn", "q4_k", "the type \"q4_k\" for an ONNX Runtime GenAI folder")]
    public Task ARecipeThatModelFoldersCannotHave(string method, string type, string reason)
    {
        Use(new() { ["provider"] = "onnx-genai", ["path"] = "model.gguf", ["quantize"] = Recipe(method, type) });
        return RequireRefusalAsync("$.models.made.quantize", reason);
    }

    [Fact]
    public Task ACalibrationTextThatIsTooShort()
    {
        File.WriteAllText(_evaluation.Combine("short.txt"), "a");
        JsonObject recipe = Recipe("gptq", "q4_0");
        recipe["calibration"] = "short.txt";
        Use(new() { ["provider"] = "gguf", ["path"] = "model.gguf", ["quantize"] = recipe });
        return RequireRefusalAsync("short.txt", "a text of 1 tokens");
    }

    [Fact]
    public Task ActivationsThatTheTypeToBeMadeDoesNotTake()
    {
        Use(new()
        {
            ["provider"] = "gguf",
            ["path"] = "model.gguf",
            ["quantize"] = Recipe("rtn", "q4_1"),
            ["activations"] = "int8",
        });
        return RequireRefusalAsync("$.models.made.activations", "Q8_0, Q5_0 or Q4_0");
    }

    [Fact]
    public Task ALikelihoodOfAModelThatGivesNone()
    {
        _evaluation.Configuration["tasks"]!["ask"]!["metrics"] = new JsonArray("exact_match", "nll");
        return RequireRefusalAsync("$.tasks.ask", "has no log-likelihoods");
    }

    [Theory]
    [InlineData("latency")]
    [InlineData("ask/latency_ms_p95")]
    [InlineData("made/tokens_per_second")]
    [InlineData("time_to_first_token")]
    [InlineData("ask/Throughput")]
    [InlineData("peak_memory")]
    [InlineData("file_bytes")]
    public Task AGateOnSpeedOrSizeOfTheEmbeddedEngine(string gate)
    {
        Use(new() { ["provider"] = "gguf", ["path"] = "model.gguf" });
        _evaluation.Configuration["gates"]!.AsArray().Add(new JsonObject { ["metric"] = gate, ["maxDrop"] = 0.1 });
        return RequireRefusalAsync(
            "$.gates[1].metric", "no metric of quality", "decide nothing", "where the model will be deployed");
    }

    [Fact]
    public Task ATextForFidelityThatIsNoText()
    {
        File.WriteAllBytes(_evaluation.Combine("binary.txt"), [0xFF, 0x00, 0xC3, 0x28]);
        _evaluation.Configuration["fidelity"] = new JsonObject { ["text"] = "binary.txt" };
        return RequireRefusalAsync("binary.txt");
    }

    [Fact]
    public Task AStoreThatIsNone()
    {
        _evaluation.Configuration["store"] = "sqlite:data.jsonl";
        return RequireRefusalAsync("data.jsonl");
    }

    [Fact]
    public Task AnOutputFolderThatIsAFile()
    {
        _evaluation.Configuration["output"] = "data.jsonl";
        return RequireRefusalAsync("$.output", "which is a file");
    }

    [Fact]
    public async Task EveryRecipeIsCheckedBeforeTheFirstIsMade()
    {
        Use(new() { ["provider"] = "gguf", ["path"] = "model.gguf", ["quantize"] = Recipe("rtn", "q4_0") });
        _evaluation.Configuration["models"]!["later"] = new JsonObject
        {
            ["provider"] = "gguf",
            ["path"] = "model.gguf",
            ["quantize"] = Recipe("hqq", "q4_0"),
        };
        _evaluation.Configuration["candidates"]!.AsArray().Add("later");
        await RequireRefusalAsync("$.models.later.quantize");
        Assert.False(Path.Exists(_evaluation.Combine(".evalharness/cache")));
    }

    private static JsonObject Recipe(string method, string type) => new() { ["method"] = method, ["type"] = type };

    private void Use(JsonObject made)
    {
        _evaluation.Configuration["models"]!["made"] = made;
        _evaluation.Configuration["candidates"] = new JsonArray("made");
    }

    private async Task RequireRefusalAsync(params string[] said)
    {
        foreach (string[] words in (string[][])
            [["validate"], ["run", "--plan"], ["search", "--plan"], ["run"], ["search"]])
        {
            CommandResult result = await _evaluation.RunAsync(words);
            Assert.True(result.Code == ExitCode.BadInput, $"{words[0]}: {result.Code} {result.Output} {result.Error}");
            Assert.All(said, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        }
    }
}
