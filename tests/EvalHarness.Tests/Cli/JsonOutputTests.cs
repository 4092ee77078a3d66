using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli;

/// <summary>With <c>--json</c>, standard output is one JSON document, whatever the command.</summary>
public sealed class JsonOutputTests
{
    private static readonly string[] s_commands =
    [
        "", "demo", "init", "validate", "run", "search", "runs", "show", "compare", "gate", "judge", "report", "export",
        "review", "labels", "labels import", "labels export", "agreement",
        "score", "score rouge", "score text", "score ranking", "score agreement", "score choices", "quantize",
        "convert", "inspect", "render", "tasks", "tasks show",
        "divergence", "tokenize", "generate", "bench", "completion",
    ];

    public static TheoryData<string> Commands => [.. s_commands];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task HelpIsADocument(string command)
    {
        JsonNode help = await DocumentOfAsync([.. Words(command), "--help", "--json"]);
        Assert.Equal($"evalharness {command}".TrimEnd(), (string?)help["command"]);
        Assert.NotEmpty((string)help["description"]!);
        Assert.NotEmpty(help["examples"]!.AsArray());
        Assert.Equal([0, 1, 2, 3, 4], help["exit_codes"]!.AsArray().Select(known => (int)known!["code"]!));
        Assert.Contains("--json", help["options"]!.AsArray().Select(option => (string)option!["name"]!));
    }

    [Fact]
    public async Task HelpNamesEveryCommandThatThereIs()
    {
        List<string> found = [""];
        for (int i = 0; i < found.Count; i++)
        {
            JsonNode help = await DocumentOfAsync([.. Words(found[i]), "--help", "--json"]);
            found.AddRange(help["commands"]!.AsArray().Select(other => $"{found[i]} {other!["name"]}".Trim()));
        }

        Assert.Equal(s_commands.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task HelpSaysWhatAnOptionTakes()
    {
        JsonNode help = await DocumentOfAsync("export", "--help", "--json");
        JsonNode argument = Assert.Single(help["arguments"]!.AsArray())!;
        Assert.Equal("RUN", (string?)argument["name"]);
        Assert.True((bool)argument["required"]!);
        JsonNode output = Option(help, "--output");
        Assert.Equal(["--out"], output["aliases"]!.AsArray().Select(alias => (string)alias!));
        Assert.Equal("FILE", (string?)output["value"]);
        Assert.Null(output["default"]);
        Assert.Equal("jsonl", (string?)Option(help, "--format")["default"]);
        Assert.Null(Option(help, "--force")["value"]);
        Assert.True((bool)Option(await DocumentOfAsync("judge", "--help", "--json"), "--judge")["required"]!);
        Assert.True((bool)Option(await DocumentOfAsync("run", "--help", "--json"), "--task")["multiple"]!);
    }

    [Theory]
    [InlineData("--version", "--json")]
    [InlineData("--json")]
    [InlineData("run", "--limit", "x", "--help", "--json")]
    [InlineData("completion", "bash", "--json")]
    public Task WhateverElseIsAskedIsADocumentToo(params string[] words) => DocumentOfAsync(words);

    [Fact]
    public async Task HelpOfAnUnknownCommandIsAnErrorDocument()
    {
        using StringWriter output = new();
        ExitCode code = await CommandLine.RunAsync(
            ["rnu", "--help", "--json"], new Terminal(output, TextWriter.Null), CancellationToken.None);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.NotNull(JsonNode.Parse(output.ToString())!["error"]);
    }

    [Fact]
    public async Task EveryCommandOfModelsPrintsADocument()
    {
        using TemporaryFolder folder = new();
        string model = new TinyGguf().WriteTo(folder.File("model.gguf"));
        string q8 = folder.File("q8_0.gguf");
        string text = folder.Write("text.txt", string.Concat(Enumerable.Range(0, 200).Select(i => $"the {i} model ")));
        string onnx = folder.File("onnx");
        foreach (string[] words in (string[][])
        [
            ["quantize", model, "--type", "q8_0", "--output", q8],
            ["convert", model, "--to", "onnx-genai", "--output", onnx],
            ["inspect", model],
            ["inspect", onnx],
            ["tokenize", model, "--text", "the model"],
            ["generate", model, "--prompt", "the", "--max-tokens", "2"],
            ["divergence", model, q8, "--text", text, "--context", "32"],
        ])
        {
            await DocumentOfAsync([.. words, "--json"]);
        }
    }

    [Fact]
    public async Task EveryCommandOfRunsPrintsADocument()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        foreach (string[] words in (string[][])
        [
            ["validate"], ["run", "--plan"], ["search", "--plan"], ["run"], ["run", "--run", "latest"], ["search"],
            ["runs"], ["show", "latest"], ["show", "latest", "--verbose"], ["compare", "latest", "latest"],
            ["gate", "latest"], ["report", "latest"],
            ["report", "latest", "--format", "html", "--output", evaluation.Combine("report.html")],
            ["export", "latest", "--output", evaluation.Combine("rows.jsonl")],
        ])
        {
            Parse((await evaluation.RunAsync([.. words, "--json"])).Output);
        }
    }

    [Fact]
    public async Task InitAndDemoPrintADocument()
    {
        using TemporaryFolder folder = new();
        await DocumentOfAsync("init", "--folder", folder.File("started"), "--json");
        await DocumentOfAsync("demo", folder.File("demo"), "--no-run", "--json");
    }

    private static JsonNode Option(JsonNode help, string name) =>
        help["options"]!.AsArray().Single(option => (string?)option!["name"] == name)!;

    private static string[] Words(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<JsonNode> DocumentOfAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        Assert.True(code == ExitCode.Passed, error.ToString());
        return Parse(output.ToString());
    }

    // Nothing may stand before or behind the document.
    private static JsonNode Parse(string output)
    {
        try
        {
            return JsonNode.Parse(output)!;
        }
        catch (JsonException)
        {
            Assert.Fail($"no JSON document: {output}");
            throw;
        }
    }
}
