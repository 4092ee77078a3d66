using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Scoring;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Scoring;

public sealed class ScoreRankingCommandTests
{
    public static TheoryData<string> Cases =>
    [
        .. Directory.EnumerateFiles(Fixture.Combine("trec"), "official.txt", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path))!).Order(),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task TheTextIsTrecEvalsByteForByte(string name)
    {
        Assert.Equal(
            await File.ReadAllTextAsync(Fixture.Combine("trec", name, "official.txt")), await Score(name, "-q"));
        string[] options =
        [
            "-q", "-c", "-l", "2", "-M", "3", "-m", "official", "-m", "ndcg", "-m", "ndcg_cut", "-m", "recall", "-m",
            "success", "-m", "map_cut.3,7", "-m", "set_P", "-m", "set_recall",
        ];
        Assert.Equal(
            await File.ReadAllTextAsync(Fixture.Combine("trec", name, "options.txt")), await Score(name, options));
    }

    [Fact]
    public async Task JsonHoldsAllAndQueries()
    {
        string text = await Score("tiny_basic", "--json", "--measure", "map", "--measure", "P_5", "--measure", "num_q");
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement all = document.RootElement.GetProperty("all");
        Assert.Equal(["num_q", "map", "P_5"], all.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, all.GetProperty("num_q").GetInt32());
        Assert.Equal(0.5, all.GetProperty("map").GetDouble(), 1e-12);
        JsonElement topics = document.RootElement.GetProperty("queries");
        Assert.Equal(["q1", "q2", "q3"], topics.EnumerateObject().Select(property => property.Name));
        Assert.Equal(0.4, topics.GetProperty("q1").GetProperty("P_5").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("--measure", "mapp")]
    [InlineData("--measure", "P_0")]
    [InlineData("--relevance-level", "-1")]
    [InlineData("--max-docs", "0")]
    public async Task ABadOptionEndsWithExitCodeFour(string option, string value)
    {
        StringWriter error = new();
        ExitCode code = await Run("tiny_basic", new StringWriter(), error, option, value);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith("error: " + option, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.03125, "0.0312")]
    [InlineData(0.09375, "0.0938")]
    [InlineData(0.15625, "0.1562")]
    [InlineData(0.00005, "0.0001")]
    [InlineData(2.0 / 3, "0.6667")]
    [InlineData(1, "1.0000")]
    [InlineData(0, "0.0000")]
    public void DecimalsAreRoundedAsCPrintsThem(double value, string expected) =>
        Assert.Equal(expected, TrecOutput.Format(value));

    private static async Task<string> Score(string name, params string[] options)
    {
        StringWriter output = new();
        StringWriter error = new();
        Assert.Equal(ExitCode.Passed, await Run(name, output, error, options));
        Assert.Empty(error.ToString());
        return output.ToString();
    }

    private static Task<ExitCode> Run(string name, StringWriter output, StringWriter error, params string[] options)
    {
        string[] files =
        [
            "--qrels", Fixture.Combine("trec", name, "qrels.txt"), "--run", Fixture.Combine("trec", name, "run.txt"),
        ];
        Terminal terminal = new(output, error);
        return CommandLine.RunAsync(["score", "ranking", .. files, .. options], terminal, CancellationToken.None);
    }
}
