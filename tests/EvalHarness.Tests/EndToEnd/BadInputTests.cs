using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class BadInputTests
{
    [Fact]
    public Task AMalformedLineNamesItsNumber() => RefusesAsync(
        evaluation => File.AppendAllText(evaluation.Combine("data.jsonl"), "{\"id\": \"x\", \"question\": \n"),
        "data.jsonl:41");

    [Fact]
    public Task ACsvRowWithTooFewFieldsNamesItsLine() => RefusesAsync(
        evaluation =>
        {
            File.WriteAllText(evaluation.Combine("data.csv"), "id,question,target\na,b,c\nd,e\n");
            evaluation.Configuration["tasks"]!["ask"]!["dataset"] = "data.csv";
        },
        "data.csv:3");

    [Fact]
    public Task ADuplicateIdNamesBothLines() => RefusesAsync(
        evaluation => File.AppendAllText(
            evaluation.Combine("data.jsonl"), """{"id": "q003", "question": "again?", "target": "x"}""" + "\n"),
        "data.jsonl:41",
        "q003");

    [Fact]
    public Task AnEmptyDatasetIsNamed() => RefusesAsync(
        evaluation => File.WriteAllText(evaluation.Combine("data.jsonl"), ""), "data.jsonl");

    [Fact]
    public Task AMissingPromptVariableIsNamed() => RefusesAsync(
        evaluation => File.WriteAllText(
            evaluation.Combine("ask.yaml"),
            "name: ask\ntemplate_format: handlebars\ntemplate: |\n  {{question}} {{hint}}\n"),
        "hint");

    [Fact]
    public Task AnUnknownMetricSuggestsTheNearest() => RefusesAsync(
        evaluation => evaluation.Configuration["tasks"]!["ask"]!["metrics"]![0] = "exact_macth",
        "$.tasks.ask.metrics[0]",
        "exact_match");

    [Fact]
    public Task AnUnknownKeySuggestsTheNearest() => RefusesAsync(
        evaluation => evaluation.Configuration["candidate"] = "equal", "$.candidate", "candidates");

    [Fact]
    public Task AModelFolderWithoutItsSettingsSaysHowToMakeOne() => RefusesAsync(
        evaluation =>
        {
            Directory.CreateDirectory(evaluation.Combine("folder"));
            evaluation.Configuration["models"]!["equal"] =
                new JsonObject { ["provider"] = "onnx-genai", ["path"] = "folder" };
        },
        "a folder without genai_config.json",
        "evalharness convert");

    [Fact]
    public Task AScriptThatIsNoScriptNamesItsLine() => RefusesAsync(
        evaluation => File.AppendAllText(evaluation.Combine("equal.jsonl"), "{\"answr\": 1}\n"), "equal.jsonl:41");

    [Fact]
    public Task ATruncatedModelNamesTheByte() => RefusesAsync(
        evaluation => UseModel(evaluation, [.. "GGUF"u8, 3, 0, 0, 0, 1, 0]), "tiny.gguf");

    [Fact]
    public Task AModelThatEndsHalfWayNamesTheByte() => RefusesAsync(
        evaluation =>
        {
            byte[] whole = File.ReadAllBytes(new TinyGguf().WriteTo(evaluation.Combine("whole.gguf")));
            UseModel(evaluation, whole[..(whole.Length / 2)]);
        },
        "tiny.gguf: byte");

    [Fact]
    public Task AnotherArchitectureIsNamed() => RefusesAsync(
        evaluation =>
        {
            string path = evaluation.Combine("other.gguf");
            using (GgufWriter writer = GgufWriter.Create(path))
            {
                writer.Add("general.architecture", "mamba");
                writer.Complete();
            }

            UseModel(evaluation, File.ReadAllBytes(path));
        },
        "mamba",
        "llama");

    [Fact]
    public Task AMissingModelIsNamed() => RefusesAsync(
        evaluation => evaluation.Configuration["models"]!["equal"]!["path"] = "nowhere.jsonl",
        "$.models.equal.path",
        "nowhere.jsonl");

    [Fact]
    public Task AbsurdLengthsAreRefusedBeforeAnythingIsAllocated() => RefusesAsync(
        evaluation => UseModel(
            evaluation,
            [.. "GGUF"u8, 3, 0, 0, 0, .. Enumerable.Repeat((byte)0x7F, 8), .. Enumerable.Repeat((byte)0x7F, 8)]),
        "tiny.gguf: byte");

    [Fact]
    public async Task AllMistakesAreListedAtOnce()
    {
        using ScriptedEvaluation evaluation = new();
        File.AppendAllText(evaluation.Combine("data.jsonl"), "nonsense\n");
        File.AppendAllText(evaluation.Combine("equal.jsonl"), "nonsense\n");
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Contains("data.jsonl:41", result.Error, StringComparison.Ordinal);
        Assert.Contains("equal.jsonl:41", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoConfigurationIsExplained()
    {
        using ScriptedEvaluation evaluation = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["run", "--config", evaluation.Combine("nothing.json")],
            new Terminal(TextWriter.Null, error),
            CancellationToken.None);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("nothing.json", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(Action<ScriptedEvaluation> spoil, params string[] named)
    {
        using ScriptedEvaluation evaluation = new();
        spoil(evaluation);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Matches("expected|Did you mean", result.Error);
        Assert.All(named, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);

        // Nothing was run: there is no run to continue.
        Assert.Equal("[]", (await evaluation.RunAsync("runs", "--json")).Output.Trim());
    }

    private static void UseModel(ScriptedEvaluation evaluation, byte[] bytes)
    {
        File.WriteAllBytes(evaluation.Combine("tiny.gguf"), bytes);
        evaluation.Configuration["models"]!["equal"]!["provider"] = "gguf";
        evaluation.Configuration["models"]!["equal"]!["path"] = "tiny.gguf";
    }
}
