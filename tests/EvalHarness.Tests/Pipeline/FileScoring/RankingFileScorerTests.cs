using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.FileScoring;
using EvalHarness.Tests.Pipeline.Scoring;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.FileScoring;

public sealed class RankingFileScorerTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Fixture.Combine("trec")).Select(path => Path.GetFileName(path)!).Order()];

    public static TheoryData<string> SharedCases => [.. SharedFixtures.Folders("trec").Where(IsNotInTheRepository)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryValueEqualsTrecEval(string name) => Assert.True(TrecCase.Check(Fixture.Combine("trec", name)) > 0);

    [SharedFixtureTheory]
    [MemberData(nameof(SharedCases))]
    public void EveryValueEqualsTrecEvalOnTheCasesOfOtherPrograms(string name) =>
        Assert.True(TrecCase.Check(SharedFixtures.Combine("trec", name)) > 0);

    [Theory]
    [InlineData("1 0 a\n", "1 Q0 a 1 2 t\n", "qrels.txt:1", "3 fields")]
    [InlineData("1 0 a 1\n1 0 b x\n", "1 Q0 a 1 2 t\n", "qrels.txt:2", "\"x\"")]
    [InlineData("1 0 a 1 9\n", "1 Q0 a 1 2 t\n", "qrels.txt:1", "5 or more fields")]
    [InlineData("1 0 a 99999999\n", "1 Q0 a 1 2 t\n", "qrels.txt:1", "\"99999999\"")]
    [InlineData("1 0 a 1\n\n1 0 b 1\n", "1 Q0 a 1 2 t\n", "qrels.txt:2", "a blank line")]
    [InlineData("", "1 Q0 a 1 2 t\n", "qrels.txt", "no lines")]
    [InlineData("1 0 a 1\n", "1 Q0 a 1 2\n", "run.txt:1", "5 or more fields")]
    [InlineData("1 0 a 1\n", "1 Q0 a 1 high t\n", "run.txt:1", "\"high\"")]
    [InlineData("1 0 a 1\n", "1 Q0 a 1 NaN t\n", "run.txt:1", "\"NaN\"")]
    [InlineData("1 0 a 1\n", "1 Q0 a 1 2 t\n1 Q0 a 2 1 t\n", "run.txt:2", "document \"a\"")]
    [InlineData("1 0 a 1\n1 0 a 0\n", "1 Q0 a 1 2 t\n", "qrels.txt:2", "document \"a\"")]
    [InlineData("1 0 a 1\n", "2 Q0 a 1 2 t\n", "run.txt", "no judged topic")]
    [InlineData("1 0 a 1\n", "", "run.txt", "no lines")]
    public void BadInputNamesItsPlace(string judgements, string run, string place, string found)
    {
        using TemporaryFolder folder = new();
        folder.Write("qrels.txt", judgements);
        folder.Write("run.txt", run);
        InvalidInputException mistake =
            Assert.Throws<InvalidInputException>(() => TrecCase.Score(folder.Path, new RankingOptions()));
        Assert.EndsWith(place, mistake.Errors[0].Location, StringComparison.Ordinal);
        Assert.Contains(found, mistake.Errors[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        InvalidInputException mistake =
            Assert.Throws<InvalidInputException>(() => TrecCase.Score("nowhere", new RankingOptions()));
        Assert.Equal("no such file", mistake.Errors[0].Actual);
    }

    [Fact]
    public void LinesOfATopicNeedNotStandTogether()
    {
        using TemporaryFolder folder = new();
        folder.Write("qrels.txt", "1 0 a 1\n2 0 a 1\n1 0 b 0\n2 0 c 2\n");
        folder.Write("run.txt", "1 Q0 a 1 2 t\n2 Q0 c 1 2 t\n1 Q0 b 2 3 t\n2 Q0 a 2 1 t\n");
        RankingFileScores scores =
            TrecCase.Score(folder.Path, new() { Measures = [new(RankingMeasureKind.ReciprocalRank)] });
        Assert.Equal([0.5, 1], scores.Topics.Select(topic => topic.Values[0]));
    }

    [Theory]
    [InlineData("12.5", 12.5f)]
    [InlineData("-0.001", -0.001f)]
    [InlineData("1e-3", 0.001f)]
    [InlineData("+7", 7f)]
    [InlineData(".5", 0.5f)]
    [InlineData("0.1000000000000000055511151231257827", 0.1f)]
    [InlineData("16777217", 16777216f)]
    public void ScoresAreKeptInSinglePrecision(string text, float expected)
    {
        Assert.True(ScoreParser.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out float score));
        Assert.Equal(expected, score);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public void WhatIsNoFiniteNumberIsRefused(string text) =>
        Assert.False(ScoreParser.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out _));

    private static bool IsNotInTheRepository(string name) => !Directory.Exists(Fixture.Combine("trec", name));
}
