using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Tests.Cli.Options;

public sealed class UnknownWordsTests
{
    [Theory]
    [InlineData("Did you mean \"run\"?", "rnu")]
    [InlineData("Did you mean \"validate\"?", "vaildate", "--config", "x")]
    [InlineData("Did you mean \"rouge\"?", "score", "roug", "--input", "x")]
    [InlineData("Did you mean \"quantize\"?", "quantise", "--help")]
    [InlineData("Known: demo, init,", "frobnicate", "--help")]
    [InlineData("Known: rouge, text,", "score", "frobnicate", "--help")]
    [InlineData("Did you mean --model?", "run", "--modle", "q4_0")]
    [InlineData("Did you mean --types?", "search", "--type", "q4_0")]
    [InlineData("Did you mean --json?", "runs", "--jsno")]
    [InlineData("Did you mean --per-sample?", "score", "rouge", "--input", "x", "--per-smaple")]
    [InlineData("It is an option of quantize.", "run", "--damping", "0.1")]
    [InlineData("evalharness runs --help lists them.", "runs", "--zzzzzz")]
    [InlineData("unexpected argument \"two\"; expected options and RUN", "show", "one", "two")]
    [InlineData("expected one of rouge, text, ranking, agreement", "score")]
    public async Task WhatNothingTakesIsRefusedWithWhatMayBeMeant(string said, params string[] words)
    {
        (ExitCode code, string output, string error) = await RunAsync(words);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Equal(2, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // It, and --help.
    }

    [Fact]
    public async Task WithoutACommandTheCommandsAreListed()
    {
        (ExitCode code, string output, string error) = await RunAsync();
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains("  run ", output, StringComparison.Ordinal);
        Assert.Contains("  export <RUN> ", output, StringComparison.Ordinal);
        Assert.Empty(error);
        (code, output, _) = await RunAsync("--json");
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains(
            JsonNode.Parse(output)!["commands"]!.AsArray(), command => (string?)command!["name"] == "run");
    }

    [Theory]
    [InlineData("run", "--help", "--limit")]
    [InlineData("score", "--help")]
    [InlineData("--help")]
    [InlineData("--version")]
    public async Task HelpOfWhatExistsIsGivenHoweverIncompleteTheLine(params string[] words) =>
        Assert.Equal(ExitCode.Passed, (await RunAsync(words)).Code);

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
