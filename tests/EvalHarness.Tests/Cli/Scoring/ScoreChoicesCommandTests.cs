using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Scoring;

public sealed class ScoreChoicesCommandTests
{
    private const string Rows =
        "{\"id\": \"a\", \"choices\": [\"yes\", \"no\"], \"gold\": 0, \"loglikelihoods\": [-1, -2]}\n"
        + "{\"id\": 7, \"choices\": [\"red\", \"\"], \"gold\": [1], \"loglikelihoods\": [\"-Infinity\", 0]}\n";

    [Fact]
    public async Task JsonHasTheDocumentedShape()
    {
        JsonElement root = await Score(Rows);
        Assert.Equal(
            ["count", "acc", "acc_norm", "acc_bytes", "brier_score", "mcc", "f1", "margin", "samples"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, root.GetProperty("count").GetInt32());
        Assert.Equal(1, root.GetProperty("acc").GetProperty("value").GetDouble());
        Assert.Equal(0, root.GetProperty("acc").GetProperty("stderr").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("brier_score").GetProperty("value").ValueKind);
        Assert.NotEmpty(root.GetProperty("brier_score").GetProperty("reason").GetString()!);
        JsonElement samples = root.GetProperty("samples");
        Assert.Equal("a", samples[0].GetProperty("id").GetString());
        Assert.Equal(0, samples[0].GetProperty("pred").GetInt32());
        Assert.Equal(1, samples[0].GetProperty("margin").GetDouble());
        Assert.Equal(7, samples[1].GetProperty("id").GetInt32());
        Assert.Equal("Infinity", samples[1].GetProperty("margin").GetString());
        Assert.Equal("Infinity", root.GetProperty("margin").GetProperty("value").GetString());
    }

    [Fact]
    public async Task WhatRowsAddIsScoredToo()
    {
        JsonElement root = await Score(
            "{\"choices\": [\"a\", \"b\"], \"gold\": \"b\", \"loglikelihoods\": [-1, -2], \"unconditional\": [-1, -9], "
            + "\"is_greedy\": [false, true]}\n");
        Assert.Equal(0, root.GetProperty("acc").GetProperty("value").GetDouble());
        Assert.Equal(1, root.GetProperty("acc_mutual_info").GetProperty("value").GetDouble());
        Assert.Equal(1, root.GetProperty("exact_match").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("acc").GetProperty("stderr").ValueKind);
        Assert.Equal(1, root.GetProperty("samples")[0].GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task ABaselineIsPairedByIdWhateverTheOrder()
    {
        string[] rows = Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement root = await Score(
            Rows.Replace("[-1, -2]", "[-1, -4]", StringComparison.Ordinal),
            $"{rows[1]}\n{rows[0]}\n{rows[0].Replace("\"a\"", "\"other\"", StringComparison.Ordinal)}\n");
        JsonElement margin = root.GetProperty("comparison").GetProperty("margin");
        Assert.Equal(1, margin.GetProperty("pairs").GetInt32());
        Assert.Equal(2, margin.GetProperty("delta").GetDouble());
        Assert.Equal(2, root.GetProperty("comparison").GetProperty("acc").GetProperty("pairs").GetInt32());
        Assert.Equal(1, root.GetProperty("unpaired").GetInt32());
        Assert.Equal(1, root.GetProperty("baseline").GetProperty("acc").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("[1]", ":1", "a list")]
    [InlineData("{\"choices\": [\"a\"], \"loglikelihoods\": [1]}", ":1", "no \"gold\"")]
    [InlineData("{\"choices\": [], \"gold\": 0, \"loglikelihoods\": []}", ":1", "no choice")]
    [InlineData("{\"choices\": [\"a\", \"b\"], \"gold\": 0, \"loglikelihoods\": [-1]}", ":1", "1 values")]
    [InlineData("{\"choices\": [\"a\", 2], \"gold\": 0, \"loglikelihoods\": [-1, -2]}", ":1", "the number 2 at place 1")]
    [InlineData("{\"choices\": [\"a\"], \"gold\": 0, \"loglikelihoods\": [null]}", ":1", "null at place 0")]
    [InlineData("{\"choices\": [\"a\"], \"gold\": 0, \"loglikelihoods\": [1e999]}", ":1", "the number 1e999")]
    [InlineData("{\"choices\": [\"a\"], \"gold\": 0.5, \"loglikelihoods\": [-1]}", ":1", "the number 0.5 in \"gold\"")]
    [InlineData("{\"choices\": [\"a\"], \"gold\": [], \"loglikelihoods\": [-1]}", ":1", "no index")]
    [InlineData("{\"choices\": [\"a\"], \"gold\": -2, \"loglikelihoods\": [-1]}", ":1", "the index -2")]
    [InlineData("\n{\"choices\": ", ":2", "malformed JSON")]
    [InlineData("", "rows.jsonl", "no rows")]
    public async Task ABadRowNamesItsLineAndEndsWithExitCodeFour(string text, string place, string found)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", text);
        StringWriter error = new();
        Assert.Equal(ExitCode.BadInput, await CommandLine.RunAsync(
            ["score", "choices", "--input", path], new Terminal(new StringWriter(), error), CancellationToken.None));
        Assert.Contains(place, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(found, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARightChoiceBeyondTheChoicesCountsAsWrongWithAWarning()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", Rows.Replace("\"gold\": 0", "\"gold\": 5", StringComparison.Ordinal));
        StringWriter output = new();
        StringWriter error = new();
        Assert.Equal(ExitCode.Passed, await CommandLine.RunAsync(
            ["score", "choices", "--input", path], new Terminal(output, error), CancellationToken.None));
        Assert.Contains("1 of 2 rows", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("acc\t0.500000\t0.500000", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherQuestionUnderTheSameIdIsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", Rows);
        string other = folder.Write("other.jsonl", Rows.Replace("\"no\"", "\"maybe\"", StringComparison.Ordinal));
        StringWriter error = new();
        Assert.Equal(ExitCode.BadInput, await CommandLine.RunAsync(
            ["score", "choices", "--input", path, "--baseline", other], new Terminal(new StringWriter(), error),
            CancellationToken.None));
        Assert.Contains("\"a\"", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Score(string rows, string? baseline = null)
    {
        using TemporaryFolder folder = new();
        List<string> arguments = ["score", "choices", "--input", folder.Write("rows.jsonl", rows), "--json"];
        if (baseline is not null)
        {
            arguments.AddRange(["--baseline", folder.Write("baseline.jsonl", baseline)]);
        }

        StringWriter output = new();
        StringWriter error = new();
        Assert.Equal(ExitCode.Passed, await CommandLine.RunAsync(
            [.. arguments], new Terminal(output, error), CancellationToken.None));
        Assert.Empty(error.ToString());
        return JsonElement.Parse(output.ToString());
    }
}
