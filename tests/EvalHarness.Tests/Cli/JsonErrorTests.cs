using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli;

public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("rnu")]
    [InlineData("score")]
    [InlineData("run", "--modle", "x")]
    [InlineData("run", "--limit", "x")]
    [InlineData("run", "--config", "nowhere/absent.json")]
    [InlineData("validate", "--config", "nowhere/absent.json")]
    [InlineData("search", "--config", "nowhere/absent.json")]
    [InlineData("judge", "r", "--judge", "j", "--config", "nowhere/absent.json")]
    [InlineData("show", "r", "--config", "nowhere/eval.config.json")]
    [InlineData("report", "r", "--format", "pdf")]
    [InlineData("report", "r", "--format", "html")]
    [InlineData("export", "r")]
    [InlineData("gate", "r", "--config", "nowhere/eval.config.json")]
    [InlineData("compare", "a", "b", "--config", "nowhere/eval.config.json")]
    [InlineData("inspect", "absent.gguf")]
    [InlineData("tokenize", "absent.gguf", "--text", "x")]
    [InlineData("generate", "absent.gguf", "--prompt", "x")]
    [InlineData("bench", "absent.gguf")]
    [InlineData("divergence", "absent.gguf", "other.gguf", "--text", "absent.txt")]
    [InlineData("quantize", "absent.gguf", "--type", "q8_0", "--output", "x.gguf")]
    [InlineData("convert", "absent.gguf", "--to", "onnx", "--output", "x")]
    [InlineData("score", "rouge", "--input", "absent.jsonl")]
    [InlineData("score", "text", "--input", "absent.jsonl")]
    [InlineData("score", "ranking", "--qrels", "absent", "--run", "absent")]
    [InlineData("score", "agreement", "--input", "absent.csv", "--raters", "a,b")]
    [InlineData("completion", "fish")]
    public async Task AnErrorIsTheOneDocumentOnStandardOutput(params string[] words)
    {
        (ExitCode code, JsonNode error) = await ErrorOfAsync([.. words, "--json"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal(4, (int)error["exit_code"]!);
        Assert.NotEmpty((string)error["what"]!);
        Assert.Equal(
            ["what", "where", "expected", "fix", "exit_code", "further"],
            error.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task ItsPartsAreApart()
    {
        (_, JsonNode error) = await ErrorOfAsync("run", "--limit", "x", "--modle", "y", "--json");
        Assert.Equal("evalharness run", (string?)error["where"]);
        Assert.Equal("unknown option --modle", (string?)error["what"]);
        Assert.Equal("Did you mean --model?", (string?)error["fix"]);
        JsonNode other = Assert.Single(error["further"]!.AsArray())!;
        Assert.Equal("--limit", (string?)other["where"]);
        Assert.Equal("\"x\"", (string?)other["what"]);
        Assert.Contains("whole number", (string?)other["expected"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunThatWasStoppedSaysHowItIsContinued()
    {
        using ScriptedEvaluation evaluation = new(samples: 40, delayMs: 20);
        CommandResult result = await evaluation.InterruptAsync("base ask", "run", "--json");
        Assert.Equal(ExitCode.Incomplete, result.Code);
        JsonNode error = JsonNode.Parse(result.Output)!["error"]!;
        Assert.Equal(3, (int)error["exit_code"]!);
        Assert.StartsWith("evalharness run ", (string?)error["fix"], StringComparison.Ordinal);
        Assert.Contains("Stopped.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheOptionStandardOutputStaysEmpty()
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        Assert.Empty((await evaluation.RunAsync("show", "x")).Output);
    }

    [Fact]
    public async Task AReportIsADocumentWhateverItsDefaultFormat()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        await evaluation.RunAsync("run", "--quiet");
        CommandResult report = await evaluation.RunAsync("report", "latest", "--json");
        Assert.NotNull(JsonNode.Parse(report.Output)!["gates"]);
        string file = evaluation.Combine("report.html");
        CommandResult written = await evaluation.RunAsync(
            "report", "latest", "--format", "html", "--output", file, "--json");
        Assert.Equal(file, (string?)JsonNode.Parse(written.Output)!["file"]);
        Assert.True(File.Exists(file));
    }

    private static async Task<(ExitCode Code, JsonNode Error)> ErrorOfAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, JsonNode.Parse(output.ToString())!["error"]!);
    }
}
