using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Scoring;

public sealed class ScoreTextCommandTests
{
    private const string Rows =
        "{\"id\": \"x\", \"prediction\": \"a b\", \"reference\": \"a b c\"}\n"
        + "{\"id\": 7, \"prediction\": \"relational\", \"references\": [\"q\", \"relate\"]}\n";

    [Fact]
    public async Task RougeJsonHasTheDocumentedShape()
    {
        using JsonDocument document = JsonDocument.Parse(
            await Score("rouge", "--stemmer", "--types", "rouge1,rougeLsum", "--per-sample", "--json"));
        JsonElement root = document.RootElement;
        Assert.Equal(
            ["count", "rouge1", "rougeLsum", "samples"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, root.GetProperty("count").GetInt32());
        Assert.Equal(0.9, root.GetProperty("rouge1").GetProperty("fmeasure").GetDouble(), 1e-12);
        JsonElement samples = root.GetProperty("samples");
        Assert.Equal("x", samples[0].GetProperty("id").GetString());
        Assert.Equal(7, samples[1].GetProperty("id").GetInt32());
        Assert.Equal(1, samples[0].GetProperty("rougeLsum").GetProperty("precision").GetDouble());
        Assert.Equal(2.0 / 3, samples[0].GetProperty("rougeLsum").GetProperty("recall").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task RougeWithoutPerSampleHasOnlyMeansOfTheUsualTypes()
    {
        using JsonDocument document = JsonDocument.Parse(await Score("rouge", "--json"));
        Assert.Equal(
            ["count", "rouge1", "rouge2", "rougeL", "rougeLsum"],
            document.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("", 0.0)]
    [InlineData("--unicode", 1.0)]
    public async Task RougeCountsWordsOfOtherScriptsWhereItIsAskedTo(string option, double score)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "rows.jsonl", "{\"prediction\": \"мост закрыт\", \"reference\": \"Мост закрыт.\"}\n");
        StringWriter output = new();
        string[] arguments =
            ["score", "rouge", "--input", path, "--json", .. option.Length > 0 ? [option] : Array.Empty<string>()];
        Assert.Equal(
            ExitCode.Passed,
            await CommandLine.RunAsync(arguments, new Terminal(output, new StringWriter()), CancellationToken.None));
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        Assert.Equal(score, document.RootElement.GetProperty("rougeL").GetProperty("fmeasure").GetDouble());
    }

    [Fact]
    public async Task RougeTextIsTabSeparated()
    {
        Assert.Equal(
            "sample\tmetric\tprecision\trecall\tfmeasure\n"
            + "\"x\"\trouge1\t1.0000\t0.6667\t0.8000\n"
            + "7\trouge1\t0.0000\t0.0000\t0.0000\n"
            + "mean\trouge1\t0.5000\t0.3333\t0.4000\n"
            + "count\t2\n",
            await Score("rouge", "--types", "rouge1", "--per-sample"));
    }

    [Fact]
    public async Task TextMetricsAreMeansWithTheirCounts()
    {
        using JsonDocument document = JsonDocument.Parse(await Score(
            "text", "--metrics", "exact_match,token_f1", "--metrics", "regex:^a{1,2} ", "--per-sample", "--json"));
        JsonElement root = document.RootElement;
        Assert.Equal(0, root.GetProperty("exact_match").GetProperty("mean").GetDouble());
        Assert.Equal(2, root.GetProperty("exact_match").GetProperty("scored").GetInt32());
        Assert.Equal(0.5, root.GetProperty("regex:^a{1,2} ".Trim()).GetProperty("mean").GetDouble());
        Assert.Equal(1, root.GetProperty("samples")[0].GetProperty("regex:^a{1,2}").GetDouble());
    }

    [Fact]
    public async Task MetricsOfAllRowsHaveAnIntervalAndASignature()
    {
        using JsonDocument document = JsonDocument.Parse(await Score(
            "text", "--metrics", "corpus_chrf,wer,exact_match", "--json"));
        JsonElement root = document.RootElement;
        Assert.Equal(
            ["count", "exact_match", "corpus_chrf", "wer"], root.EnumerateObject().Select(property => property.Name));
        JsonElement chrf = root.GetProperty("corpus_chrf");
        Assert.Equal(
            ["value", "low", "high", "scored", "signature"], chrf.EnumerateObject().Select(property => property.Name));
        Assert.InRange(
            chrf.GetProperty("value").GetDouble(), chrf.GetProperty("low").GetDouble(),
            chrf.GetProperty("high").GetDouble());
        Assert.Equal(
            "nrefs:var|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0", chrf.GetProperty("signature").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("wer").GetProperty("signature").ValueKind);
        Assert.Equal(2 / 4.0, root.GetProperty("wer").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("regex:(rel)ational", "[invalid]", "rel")]
    [InlineData("{\"function\": \"regex\", \"regex_pattern\": \"[a-z]\", \"group_select\": -1}", "b", "l")]
    [InlineData("uppercase", "A B", "RELATIONAL")]
    public async Task FiltersApplyBeforeTheMetrics(string filter, string first, string second)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "filtered.jsonl",
            $"{{\"prediction\": \"a b\", \"reference\": \"{first}\"}}\n"
            + $"{{\"prediction\": \"relational\", \"reference\": \"{second}\"}}\n");
        StringWriter output = new();
        Assert.Equal(ExitCode.Passed, await CommandLine.RunAsync(
            ["score", "text", "--input", path, "--metrics", "exact_match", "--filter", filter, "--json"],
            new Terminal(output, new StringWriter()), CancellationToken.None));
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        Assert.Equal(1, document.RootElement.GetProperty("exact_match").GetProperty("mean").GetDouble());
    }

    [Theory]
    [InlineData("text", "--filter", "regx:a")]
    [InlineData("text", "--filter", "{\"function\": 1}")]
    [InlineData("text", "--filter", "regex:(")]
    [InlineData("rouge", "--types", "rouge0")]
    [InlineData("text", "--metrics", "rougel")]
    [InlineData("text", "--metrics", "ndcg@5")]
    [InlineData("text", "--metrics", "nll")]
    [InlineData("text", "--metrics", "regex:(")]
    [InlineData("text", "--metrics", ",")]
    public async Task WhatCannotBeScoredEndsWithExitCodeFour(string kind, string option, string value)
    {
        StringWriter error = new();
        Assert.Equal(ExitCode.BadInput, await Run(kind, new StringWriter(), error, option, value));
        Assert.StartsWith("error: " + option, error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> Score(string kind, params string[] options)
    {
        StringWriter output = new();
        StringWriter error = new();
        Assert.Equal(ExitCode.Passed, await Run(kind, output, error, options));
        Assert.Empty(error.ToString());
        return output.ToString();
    }

    private static async Task<ExitCode> Run(
        string kind, StringWriter output, StringWriter error, params string[] options)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", Rows);
        string[] arguments = ["score", kind, "--input", path, .. options];
        return await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
    }
}
