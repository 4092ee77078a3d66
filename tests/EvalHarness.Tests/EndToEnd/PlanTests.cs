using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary><c>--plan</c> of <c>run</c> and <c>search</c>.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public PlanTests()
    {
        new TinyGguf().WriteTo(_evaluation.Combine("model.gguf"));
        JsonObject models = [];
        models["base"] = Model("gguf", recipe: null);
        foreach (string type in (string[])["q8_0", "q4_0", "q5_1"])
        {
            models[type] = Model("gguf", new JsonObject { ["method"] = "rtn", ["type"] = type });
        }

        models["onnx-int4"] = Model("onnx-genai", new JsonObject { ["method"] = "rtn", ["type"] = "int4" });
        _evaluation.Configuration["models"] = models;
        _evaluation.Configuration["candidates"] = new JsonArray("q8_0", "q4_0", "q5_1", "onnx-int4");
        _evaluation.Configuration["generation"]!["maxOutputTokens"] = 2;
    }

    private string Cache => _evaluation.Combine(".evalharness/cache");

    public void Dispose() => _evaluation.Dispose();

    [Theory]
    [InlineData("run", "--plan")]
    [InlineData("run", "--plan", "--json")]
    [InlineData("search", "--plan")]
    [InlineData("search", "--plan", "--json")]
    [InlineData("search", "--plan", "--types", "q2_k,q3_k")]
    [InlineData("validate")]
    public async Task NothingIsMade(params string[] words)
    {
        CommandResult result = await _evaluation.RunAsync(words);
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        Assert.False(Path.Exists(Cache));
    }

    [Fact]
    public async Task SizesArePredictedUntilTheCandidatesAreThere()
    {
        JsonNode before = await JsonOfAsync("run", "--plan");
        Assert.All(before["candidates"]!.AsArray(), candidate => Assert.True((bool)candidate!["is_predicted"]!));
        await _evaluation.RunAsync("run");
        JsonNode after = await JsonOfAsync("run", "--plan");
        Assert.All(after["candidates"]!.AsArray(), candidate => Assert.False((bool)candidate!["is_predicted"]!));
        foreach (string key in (string[])["candidate", "file_bytes", "share_of_baseline", "bits_per_weight"])
        {
            Assert.Equal(Column(after, key), Column(before, key));
        }
    }

    [Fact]
    public async Task ASearchIsPlannedInTheOrderInWhichItTries()
    {
        JsonNode plan = await JsonOfAsync("search", "--plan");
        long[] sizes = [.. plan["candidates"]!.AsArray().Select(candidate => (long)candidate!["file_bytes"]!)];
        Assert.Equal(sizes.Order(), sizes);
        await _evaluation.RunAsync("run");
        Assert.Equal(Column(plan, "candidate"), Column(await JsonOfAsync("search", "--plan"), "candidate"));
    }

    [Fact]
    public async Task BothPlansNameTheSameFiguresWithTheSameKeys()
    {
        JsonNode run = await JsonOfAsync("run", "--plan");
        JsonNode search = await JsonOfAsync("search", "--plan");
        Assert.Equal(KeysOf(run), KeysOf(search));
        foreach (string list in (string[])["candidates", "tasks", "gates"])
        {
            Assert.Equal(KeysOf(run[list]![0]!), KeysOf(search[list]![0]!));
        }

        Assert.Equal(
            run["tasks"]!.AsArray().Select(task => (long)task!["calls"]!),
            search["tasks"]!.AsArray().Select(task => (long)task!["calls"]!));
        Assert.True((double)run["seconds"]! > 0);
        Assert.Null(search["seconds"]);
        Assert.Contains("no model was asked", (string)search["tasks"]![0]!["basis"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsTheSameForEveryModelIsOneRow()
    {
        CommandResult plan = await _evaluation.RunAsync("run", "--plan");
        string row = Assert.Single(
            plan.Output.Split('\n'), line => line.TrimStart().StartsWith("ask ", StringComparison.Ordinal));
        Assert.Contains("each of 5", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanFitsEightyColumns()
    {
        using StringWriter output = new();
        Terminal terminal = new(output, TextWriter.Null);
        terminal.Results.Profile.Width = 80;
        Assert.Equal(
            ExitCode.Passed,
            await CommandLine.RunAsync(
                ["run", "--plan", "--config", _evaluation.WriteConfiguration()], terminal, CancellationToken.None));
        string[] lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => line.Contains("Smallest margin", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Assuming that ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CandidatesAreNotMadeOfAQuantizedBaseline()
    {
        new TinyGguf { MatrixType = TensorType.Q8_0 }.WriteTo(_evaluation.Combine("model.gguf"));
        foreach (string[] words in (string[][])[["--types", "q4_0"], ["--sensitivity"]])
        {
            CommandResult refused = await _evaluation.RunAsync(["search", "--plan", .. words]);
            Assert.Equal(ExitCode.BadInput, refused.Code);
            Assert.Contains("$.models.base: ", refused.Error, StringComparison.Ordinal);
            Assert.Contains("quantized already", refused.Error, StringComparison.Ordinal);
            Assert.Contains("--requantize", refused.Error, StringComparison.Ordinal);
        }

        CommandResult planned = await _evaluation.RunAsync("search", "--plan", "--types", "q4_0", "--requantize");
        Assert.Equal(ExitCode.Passed, planned.Code);
    }

    [Fact]
    public async Task ABaselineThatIsNotMadeIsNotAskedAndTheReasonIsGiven()
    {
        _evaluation.Configuration["baseline"] = "q8_0";
        _evaluation.Configuration["candidates"] = new JsonArray("q4_0");
        JsonNode plan = await JsonOfAsync("run", "--plan");
        Assert.False(Path.Exists(Cache));
        Assert.Null(plan["seconds"]);
        Assert.Contains("q8_0 is not made yet", (string)plan["tasks"]![0]!["basis"]!, StringComparison.Ordinal);
        Assert.Equal(3, (int)plan["tasks"]![0]!["calls"]!);
    }

    [Fact]
    public async Task AModelThatIsNowhereHereHasNoSizeAndTheReasonIsGiven()
    {
        using ScriptedEvaluation scripted = new(samples: 3);
        CommandResult result = await scripted.RunAsync("search", "--plan", "--json");
        JsonNode candidate = JsonNode.Parse(result.Output)!["candidates"]![0]!;
        Assert.Null(candidate["file_bytes"]);
        Assert.False((bool)candidate["is_predicted"]!);
        Assert.Contains("scripted", (string)candidate["size_basis"]!, StringComparison.Ordinal);
    }

    private static IEnumerable<string> KeysOf(JsonNode node) => node.AsObject().Select(field => field.Key);

    private static IEnumerable<string> Column(JsonNode plan, string key) =>
        plan["candidates"]!.AsArray().Select(candidate => candidate![key]!.ToJsonString());

    private static JsonObject Model(string provider, JsonObject? recipe)
    {
        JsonObject model = new() { ["provider"] = provider, ["path"] = "model.gguf" };
        if (recipe is not null)
        {
            model["quantize"] = recipe;
        }

        return model;
    }

    private async Task<JsonNode> JsonOfAsync(params string[] words)
    {
        CommandResult result = await _evaluation.RunAsync([.. words, "--json"]);
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        return JsonNode.Parse(result.Output)!;
    }
}
