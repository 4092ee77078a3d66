using EvalHarness.Metrics;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Pipeline.FileScoring;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.FileScoring;

public sealed class TextFileScorerTests
{
    [Theory]
    [InlineData("{\"id\": 1, \"prediction\": \"a\"", ":1", "malformed JSON")]
    [InlineData("{\"id\": 1, \"prediction\": \"a\", \"reference\": \"b\"} x", ":1", "malformed JSON")]
    [InlineData("\n[1]", ":2", "a JSON array")]
    [InlineData("{\"id\": 1, \"prediction\": \"a\"}", ":1", "no \"reference\"")]
    [InlineData("{\"id\": 1, \"reference\": \"a\"}", ":1", "no \"prediction\"")]
    [InlineData("{\"id\": 1, \"prediction\": null, \"reference\": \"a\"}", ":1", "a JSON null in \"prediction\"")]
    [InlineData("{\"id\": 1, \"prediction\": \"a\", \"references\": []}", ":1", "no \"reference\"")]
    [InlineData("{\"id\": 1, \"prediction\": \"a\", \"references\": [1]}", ":1", "a JSON number in \"references\"")]
    [InlineData("{\"id\": {}, \"prediction\": \"a\", \"reference\": \"b\"}", ":1", "a JSON object as \"id\"")]
    [InlineData("{\"prediction\": \"\\ud800\", \"reference\": \"b\"}", ":1", "not valid Unicode")]
    [InlineData("", "rows.jsonl", "no rows")]
    [InlineData("\n \n", "rows.jsonl", "no rows")]
    public void BadRowsNameTheirLine(string text, string place, string found)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", text);
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => ScoreRouge(path));
        Assert.EndsWith(place, mistake.Errors[0].Location, StringComparison.Ordinal);
        Assert.Contains(found, mistake.Errors[0].Actual, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => ScoreText(path, "exact_match"));
    }

    [Fact]
    public void EscapesLineEndsAndByteOrderMarksAreRead()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "rows.jsonl",
            "\uFEFF{\"id\": \"\\u00e9\", \"prediction\": \"a\\nb \\u00e9\", \"other\": {\"x\": [1]}, "
            + "\"reference\": \"a b é\"}\r\n"
            + "{\"prediction\": \"x\", \"references\": [\"y\", \"x\"]}");
        RougeFileScores scores = ScoreRouge(path);
        Assert.Equal(2, scores.Count);
        Assert.Equal(["\"\\u00e9\"", "2"], scores.Samples.Select(sample => sample.Id));
        Assert.All(scores.Samples, sample => Assert.Equal(1, sample.Scores[0].FMeasure));
    }

    [Fact]
    public void MeansAreOverScoredRowsAndReasonsAreCounted()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "rows.jsonl",
            "{\"prediction\": \"ab\", \"reference\": \"a.\"}\n{\"prediction\": \"b\", \"reference\": \"(\"}\n"
            + "{\"prediction\": \"b\", \"reference\": \"^a\"}\n");
        TextFileScores scores = ScoreText(path, "regex");
        Assert.Equal(3, scores.Count);
        Assert.Equal(2, scores.Summaries[0].Scored);
        Assert.Equal(0.5, scores.Summaries[0].Mean);
        Assert.Equal(1, Assert.Single(scores.Summaries[0].Unscored).Value);
    }

    [Fact]
    public void ALineLongerThanTheBufferIsRead()
    {
        using TemporaryFolder folder = new();
        string text = string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"word{i % 977}"));
        string path = folder.Write("rows.jsonl", $"{{\"prediction\": \"{text}\", \"reference\": \"{text}\"}}\n");
        Assert.Equal(1, ScoreRouge(path).Means[0].FMeasure);
    }

    private static RougeFileScores ScoreRouge(string path) =>
        RougeFileScorer.Score(
            path,
            [RougeType.NGram(1)],
            useStemmer: false,
            anyScript: false,
            keepSamples: true,
            CancellationToken.None);

    private static TextFileScores ScoreText(string path, string metric) =>
        TextFileScorer.Score(path, new([MetricCatalog.Parse(metric)]), CancellationToken.None);
}
