using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli;

public sealed class ArgumentTests
{
    // Every option of every command that takes a number.
    public static TheoryData<string> Numbers =>
    [
        "run --limit", "search --limit", "search --steps", "search --sensitivity-tokens",
        "score ranking --qrels q --run r --relevance-level", "score ranking --qrels q --run r -M",
        "quantize m --type q8_0 --output o --calibration-tokens", "quantize m --type q8_0 --output o --damping",
        "quantize m --type q8_0 --output o --grid-points", "quantize m --type q8_0 --output o --norm",
        "quantize m --type q8_0 --output o --iterations", "quantize m --type q8_0 --output o --sparsity",
        "divergence a b --context", "divergence a b --chunks", "divergence a b --threads",
        "divergence a b --greedy-prompts", "divergence a b --greedy-tokens", "divergence a b --top-k",
        "generate m --prompt p --max-tokens", "generate m --prompt p --temperature", "generate m --prompt p --top-k",
        "generate m --prompt p --top-p", "generate m --prompt p --seed", "generate m --prompt p --threads",
        "bench m --prefill", "bench m --decode", "bench m --threads", "bench m --batch",
    ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task WhatIsNoNumberIsRefusedInPlainWords(string command)
    {
        foreach (string value in (string[])["x", "", " ", "1,5", "1.5.2", "NaN", "99999999999999999999999999999x"])
        {
            if (value == "1,5" && command == "bench m --batch")
            {
                continue; // Two numbers.
            }

            (ExitCode code, string error) = await RunAsync([.. command.Split(' '), value]);
            Assert.True(code == ExitCode.BadInput, $"{command} \"{value}\": {code}");
            AssertPlain(error);
        }
    }

    [Theory]
    [InlineData("run", "--limit", "1.5")]
    [InlineData("run", "--limit", "99999999999")]
    [InlineData("search", "--limit", "99999999999")]
    [InlineData("run", "--limit", "0")]
    [InlineData("run", "--limit", "-3")]
    [InlineData("generate", "m", "--prompt", "p", "--seed", "-1")]
    [InlineData("generate", "m", "--prompt", "p", "--max-tokens", "2147483648")]
    [InlineData("generate", "m", "--prompt", "p", "--temperature", "1e999")]
    public async Task ANumberThatCannotBeMeantNamesItsOptionAndWhatWouldDo(params string[] words)
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        CommandResult result = words[0] is "run" or "search"
            ? await evaluation.RunAsync(words)
            : new CommandResult(await Code(), "", (await RunAsync(words)).Error);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"{words[^2]}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("number", result.Error, StringComparison.Ordinal);
        AssertPlain(result.Error);

        async Task<ExitCode> Code() => (await RunAsync(words)).Code;
    }

    [Theory]
    [InlineData("run", "--config")]
    [InlineData("run", "--output")]
    [InlineData("validate", "--config")]
    [InlineData("show")]
    [InlineData("report", "r", "--output")]
    [InlineData("score", "text", "--input")]
    [InlineData("score", "agreement", "--raters", "a,b", "--input")]
    [InlineData("inspect")]
    [InlineData("init", "--folder")]
    [InlineData("divergence", "a", "b", "--text")]
    public async Task AnEmptyNameOrPathIsRefused(params string[] words)
    {
        (ExitCode code, string error) = await RunAsync([.. words, ""]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("\"\"; expected a value that is not empty", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report", "r", "--format", "pdf")]
    [InlineData("quantize", "m", "--output", "o", "--type", "q8_0", "--method", "pdf")]
    [InlineData("quantize", "m", "--output", "o", "--type", "q8_0", "--prune", "pdf")]
    [InlineData("score", "agreement", "--input", "f", "--raters", "a,b", "--weights", "pdf")]
    [InlineData("score", "agreement", "--input", "f", "--raters", "a,b", "--level", "pdf")]
    [InlineData("generate", "m", "--prompt", "p", "--kv-cache", "pdf")]
    [InlineData("generate", "m", "--prompt", "p", "--activations", "pdf")]
    public async Task AnUnknownChoiceListsTheKnownOnes(params string[] words)
    {
        (ExitCode code, string error) = await RunAsync(words);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"{words[^2]}: \"pdf\"; expected one of ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--text=")]
    [InlineData("--text:")]
    public async Task AnEmptyTextIsNotTheNextOption(string text)
    {
        using TemporaryFolder folder = new();
        string model = new TinyGguf().WriteTo(folder.File("tiny.gguf"));
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["tokenize", model, text, "--no-special", "--json"], new Terminal(output, error), CancellationToken.None);
        Assert.True(code == ExitCode.Passed, error.ToString());
        Assert.Contains("\"token_count\": 0", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATextThatBeginsWithAnAtSignIsAText()
    {
        using TemporaryFolder folder = new();
        string model = new TinyGguf().WriteTo(folder.File("tiny.gguf"));
        (ExitCode code, string error) = await RunAsync("tokenize", model, "--text", "@nobody");
        Assert.True(code == ExitCode.Passed, error);
    }

    [Fact]
    public async Task DebugShowsWhereAndKeepsTheExitCode()
    {
        (ExitCode code, string error) = await RunAsync("--debug", "validate", "--config", "nowhere/absent.json");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("   at EvalHarness.", error, StringComparison.Ordinal);
        (code, error) = await RunAsync("validate", "--config", "nowhere/absent.json");
        Assert.Equal(ExitCode.BadInput, code);
        AssertPlain(error);
    }

    private static void AssertPlain(string error)
    {
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<(ExitCode Code, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        return (await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None),
            error.ToString());
    }
}
