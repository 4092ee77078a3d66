using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Candidates whose weights have other types than their names say.</summary>
public sealed class EffectiveTypesRunTests : IDisposable
{
    private const string Label = "100 % of the weights in q4_0: rows of 64, 96";

    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public EffectiveTypesRunTests()
    {
        new TinyGguf().WriteTo(_evaluation.Combine("model.gguf"));
        _evaluation.Configuration["generation"]!["maxOutputTokens"] = 2;
        _evaluation.Configuration["models"]!["base"] = Model();
        _evaluation.Configuration["models"]!["q2_k"] = Model("q2_k");
        _evaluation.Configuration["models"]!["q3_k"] = Model("q3_k");
        _evaluation.Configuration["models"]!["q8_0"] = Model("q8_0");
        _evaluation.Configuration["candidates"] = new JsonArray("q2_k", "q3_k", "q8_0");
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task TheyStandBesideTheNameInTablesAndJson()
    {
        CommandResult run = await _evaluation.RunAsync("run", "--json");
        JsonNode report = JsonNode.Parse(run.Output)!;
        JsonNode made = report["models"]!["q2_k"]!;
        Assert.Equal(Label, (string)made["effective_types"]!);
        Assert.Equal("q4_0", (string)made["types"]![0]!["type"]!);
        Assert.True((long)made["types"]![0]!["weights"]! > 0);
        Assert.True((int)made["types"]![0]!["tensors"]! > 0);
        Assert.Null(report["models"]!["q8_0"]!["effective_types"]);
        Assert.Equal(Label, (string)report["candidates"]![0]!["effective_types"]!);
        string id = await _evaluation.NewestRunAsync();
        foreach (string format in (string[])["markdown", "html"])
        {
            CommandResult shown = await _evaluation.RunAsync("report", id, "--format", format);
            Assert.Contains(Label, shown.Output, StringComparison.Ordinal);
        }

        Assert.Contains($"q2_k: {Label}.", (await _evaluation.RunAsync("show", id)).Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateAndPlansSayIt()
    {
        CommandResult valid = await _evaluation.RunAsync("validate");
        Assert.Contains($"warning: q2_k: {Label}.", valid.Error, StringComparison.Ordinal);
        JsonNode plan = JsonNode.Parse((await _evaluation.RunAsync("run", "--plan", "--json")).Output)!;
        Assert.Equal(Label, (string)plan["candidates"]![0]!["effective_types"]!);
        Assert.Equal("q4_0", (string)plan["candidates"]![0]!["types"]![0]!["type"]!);
    }

    [Fact]
    public async Task ASearchTriesOneOfThoseThatAreNearlyTheSame()
    {
        CommandResult planned = await _evaluation.RunAsync("search", "--plan", "--json");
        Assert.Contains(
            "warning: q3_k is not tried: 100 % of its weights have the same type as in q2_k", planned.Error,
            StringComparison.Ordinal);
        Assert.Equal(
            ["q2_k", "q8_0"],
            JsonNode.Parse(planned.Output)!["candidates"]!.AsArray().Select(one => (string)one!["candidate"]!));
    }

    [Theory]
    [InlineData("q4_0,q2_k", "q4_0")]
    [InlineData("q2_k,q4_0,q8_0", "q4_0,q8_0")]
    public async Task OfGeneratedCandidatesThatWithTheTrueNameStays(string types, string kept)
    {
        CommandResult planned = await _evaluation.RunAsync("search", "--plan", "--json", "--types", types);
        Assert.Equal(
            kept,
            string.Join(',', JsonNode.Parse(planned.Output)!["candidates"]!.AsArray()
                .Select(one => (string)one!["candidate"]!)));
    }

    [Fact]
    public async Task SpeedAndMemoryOfTheEmbeddedEngineAreMarked()
    {
        JsonNode report = JsonNode.Parse((await _evaluation.RunAsync("run", "--json")).Output)!;
        string note = (string)report["models"]!["q8_0"]!["timings_note"]!;
        Assert.Contains("embedded engine", note, StringComparison.Ordinal);
        CommandResult markdown = await _evaluation.RunAsync(
            "report", await _evaluation.NewestRunAsync(), "--format", "markdown");
        Assert.Contains("the harness's own", markdown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQuantizedModelIsTakenWhereTheRecipeAsksForIt()
    {
        new TinyGguf { MatrixType = TensorType.Q4_1 }.WriteTo(_evaluation.Combine("model.gguf"));
        _evaluation.Configuration["candidates"] = new JsonArray("q8_0");
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("\"requantize\": true", refused.Error, StringComparison.Ordinal);
        _evaluation.Configuration["models"]!["q8_0"]!["quantize"]!["requantize"] = true;
        CommandResult run = await _evaluation.RunAsync("run", "--json");
        string about = (string)JsonNode.Parse(run.Output)!["models"]!["q8_0"]!["description"]!;
        Assert.Contains(
            "quantized by rtn from Q4_1: the errors of both roundings add up", about, StringComparison.Ordinal);
    }

    private static JsonObject Model(string? type = null)
    {
        JsonObject model = new() { ["provider"] = "gguf", ["path"] = "model.gguf" };
        if (type is not null)
        {
            model["quantize"] = new JsonObject { ["method"] = "rtn", ["type"] = type };
        }

        return model;
    }
}
