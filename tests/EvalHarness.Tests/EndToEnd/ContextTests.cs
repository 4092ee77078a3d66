using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Prompts are counted against a local model's context before anything is asked.</summary>
public sealed class ContextTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public ContextTests()
    {
        new TinyGguf { ContextLength = 8192 }.WriteTo(_evaluation.Combine("model.gguf"));
        _evaluation.Configuration["models"]!["made"] = new JsonObject
        {
            ["provider"] = "gguf",
            ["path"] = "model.gguf",
        };
        _evaluation.Configuration["candidates"] = new JsonArray("made");
        _evaluation.Configuration["generation"]!["maxOutputTokens"] = 2;
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task TheModelsOwnContextIsTheDefault()
    {
        AddSample("long", words: 1500);
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Equal((ExitCode.Passed, ""), (valid.Code, valid.Error));
    }

    [Theory]
    [InlineData("validate", null)]
    [InlineData("run", "--plan")]
    [InlineData("run", null)]
    [InlineData("search", null)]
    public async Task APromptThatDoesNotFitIsNamedWithItsSampleAndTheFix(string command, string? option)
    {
        AddSample("long", words: 600);
        _evaluation.Configuration["models"]!["made"]!["context"] = 512;
        CommandResult refused = await _evaluation.RunAsync([command, .. option is null ? [] : new[] { option }]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("data.jsonl: sample \"long\": a prompt of ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the context of made, 512 tokens", refused.Error, StringComparison.Ordinal);
        Assert.Matches("Set \"context\" of made to at least [0-9]+ \\(it can have 8192\\)", refused.Error);
        Assert.DoesNotContain("sample \"q00", refused.Error, StringComparison.Ordinal);
    }

    [LlamaFact]
    public async Task PromptsForLlamaCppAreCountedAgainstTheContextThatItTakes()
    {
        AddSample("long", words: 2600);
        JsonNode made = _evaluation.Configuration["models"]!["made"]!;
        made["provider"] = "llama.cpp";
        made["sequences"] = 1;
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("data.jsonl: sample \"long\": a prompt of ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the context of made, 4096 tokens", refused.Error, StringComparison.Ordinal);
        made["context"] = 8192;
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Equal((ExitCode.Passed, ""), (valid.Code, valid.Error));
    }

    [Theory]
    [InlineData("model.gguf")]
    [InlineData("folder")]
    public async Task PromptsForOnnxRuntimeAreCountedByTheTokenizerOfTheirFiles(string path)
    {
        Export();
        AddSample("long", words: 600);
        JsonNode made = _evaluation.Configuration["models"]!["made"]!;
        made["provider"] = "onnx-genai";
        made["path"] = path;
        made["context"] = 512;
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("data.jsonl: sample \"long\": a prompt of ", refused.Error, StringComparison.Ordinal);
        made["context"] = 8192;
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Equal((ExitCode.Passed, ""), (valid.Code, valid.Error));
    }

    [Fact]
    public async Task PromptsThatOnlyARuntimeCanCountAreSaidToBeUncounted()
    {
        Export();
        string tokenizer = _evaluation.Combine("folder/tokenizer.json");
        JsonNode root = JsonNode.Parse(File.ReadAllText(tokenizer))!;
        root["normalizer"] = new JsonObject { ["type"] = "NFC" };
        File.WriteAllText(tokenizer, root.ToJsonString());
        JsonNode made = _evaluation.Configuration["models"]!["made"]!;
        made["provider"] = "onnx-genai";
        made["path"] = "folder";
        made["context"] = 512;
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Equal((ExitCode.Passed, ""), (valid.Code, valid.Error));
        AddSample("long", words: 600);
        valid = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.Passed, valid.Code);
        Assert.Contains(
            "warning: made: ask: 1 of its prompts may not fit the context of 512 tokens; they could not be counted",
            valid.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFixCanBeFollowed()
    {
        AddSample("long", words: 600);
        _evaluation.Configuration["models"]!["made"]!["context"] = 512;
        string error = (await _evaluation.RunAsync("validate")).Error;
        string wanted = System.Text.RegularExpressions.Regex.Match(error, "at least ([0-9]+)").Groups[1].Value;
        _evaluation.Configuration["models"]!["made"]!["context"] = int.Parse(
            wanted, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(ExitCode.Passed, (await _evaluation.RunAsync("validate")).Code);
        JsonNode report = JsonNode.Parse((await _evaluation.RunAsync("run", "--json")).Output)!;
        Assert.Equal((4, 0), ((int)report["models"]!["made"]!["outputs"]!, (int)report["models"]!["made"]!["errors"]!));
    }

    [Fact]
    public async Task APromptThatNoContextOfTheModelHoldsHasAnotherFix()
    {
        AddSample("long", words: 9000);
        string error = (await _evaluation.RunAsync("validate")).Error;
        Assert.Contains("made has no context longer than 8192 tokens", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AContextLongerThanTheModelsIsRefused()
    {
        _evaluation.Configuration["models"]!["made"]!["context"] = 8193;
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.models.made.context", refused.Error, StringComparison.Ordinal);
        Assert.Contains("at most 8192", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatMayBeCutIsAWarning()
    {
        _evaluation.Configuration["models"]!["made"]!["context"] = 64;
        _evaluation.Configuration["generation"]!["maxOutputTokens"] = 63;
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.Passed, valid.Code);
        Assert.Contains(
            "warning: made: ask: 3 prompts leave less than the 63 tokens of an answer", valid.Error,
            StringComparison.Ordinal);
        Assert.Contains("raise \"context\" (at most 8192)", valid.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherContextIsAnotherModel()
    {
        string whole = await HashAsync();
        _evaluation.Configuration["models"]!["made"]!["context"] = 64;
        Assert.NotEqual(whole, await HashAsync());
    }

    private async Task<string> HashAsync()
    {
        CommandResult run = await _evaluation.RunAsync("run", "--json");
        return (string)JsonNode.Parse(run.Output)!["manifest"]!["models_sha256"]!["made"]!;
    }

    private void Export() => GenAIExport.Write(
        _evaluation.Combine("model.gguf"), _evaluation.Combine("folder"), OnnxWeightType.Float32);

    private void AddSample(string id, int words) => File.AppendAllLines(_evaluation.Combine("data.jsonl"), [
        JsonSerializer.Serialize(new
        {
            id,
            question = string.Concat(Enumerable.Repeat("b c ", words / 2)) + "What is item 000?",
            target = "answer 000",
        })]);
}
