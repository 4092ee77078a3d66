using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class JudgeChecksTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AJudgeIsByDefaultARubricFromOneToFiveThatPassesFromFour()
    {
        JudgeConfiguration judge = Judge("");
        Assert.Equal(
            (JudgeKind.Rubric, "output", JudgeScoring.Verdict, 1, true),
            (judge.Kind, judge.Output, judge.Score, judge.Repeats, judge.ChainOfThought));
        Assert.Equal(4, judge.PassMark);
        Assert.Null(judge.Review);
    }

    [Theory]
    [InlineData(", \"scale\": [0, 1]", 1)]
    [InlineData(", \"scale\": [1, 4]", 3)]
    [InlineData(", \"scale\": [1, 10]", 6)]
    [InlineData(", \"kind\": \"pairwise\"", 0)]
    [InlineData(", \"kind\": \"qag\"", 1)]
    [InlineData(", \"kind\": \"qag\", \"passFrom\": 0.9", 0.9)]
    [InlineData(", \"passFrom\": 3", 3)]
    [InlineData(", \"score\": \"weighted\"", 3.5)]
    [InlineData(", \"score\": \"weighted\", \"scale\": [0, 1]", 0.5)]
    [InlineData(", \"repeats\": 3", 3.5)]
    [InlineData(", \"repeats\": 3, \"passFrom\": 4", 4)]
    [InlineData(", \"repeats\": 3, \"kind\": \"pairwise\"", -0.5)]
    [InlineData(", \"repeats\": 3, \"kind\": \"qag\"", 1)]
    public void ThePassMarkFollowsKindAndScale(string keys, double expected) =>
        Assert.Equal(expected, Judge(keys).PassMark);

    [Fact]
    public void EveryOptionIsRead()
    {
        JudgeConfiguration judge = Judge(
            """
            , "output": "summary", "repeats": 5, "examples": { "file": "d.jsonl", "count": 3 },
              "guide": "p.yaml", "chainOfThought": false
            """);
        Assert.Equal(
            ("summary", 5, 3, false), (judge.Output, judge.Repeats, judge.Examples!.Count, judge.ChainOfThought));
        Assert.Equal(_folder.PathOf("d.jsonl"), judge.Examples.File);
        Assert.Equal(_folder.PathOf("p.yaml"), judge.Guide);
        Assert.Equal(JudgeScoring.Weighted, Judge(", \"score\": \"weighted\"").Score);
    }

    [Theory]
    [InlineData(", \"kind\": \"panel\"", "\"rubric\" or \"pairwise\" or \"qag\"")]
    [InlineData(", \"kind\": \"pairwise\", \"scale\": [1, 5]", "a scale only for rubric judges")]
    [InlineData(", \"kind\": \"pairwise\", \"output\": \"summary\"", "variables a and b")]
    [InlineData(", \"kind\": \"qag\", \"score\": \"weighted\"", "\"weighted\" only for rubric judges")]
    [InlineData(", \"kind\": \"qag\", \"chainOfThought\": true", "only for rubric and pairwise judges")]
    [InlineData(", \"score\": \"weighted\", \"repeats\": 3", "either weighted grades or the mean of repeats")]
    [InlineData(", \"score\": \"mean\"", "\"verdict\" or \"weighted\"")]
    [InlineData(", \"repeats\": 0", "from 1 to 100")]
    [InlineData(", \"passFrom\": 1", "above 1, the lowest grade, and at most 5")]
    [InlineData(", \"passFrom\": 6", "at most 5")]
    [InlineData(", \"kind\": \"qag\", \"passFrom\": 2", "at most 1")]
    [InlineData(", \"scale\": [1, 500]", "at most 101 grades")]
    [InlineData(", \"examples\": { \"file\": \"none.jsonl\" }", "a path relative to the configuration file")]
    [InlineData(", \"guide\": \"none.txt\"", "a path relative to the configuration file")]
    public void OptionsThatDoNotGoTogetherAreRefused(string keys, string expected) =>
        Assert.Contains(expected, Assert.Single(_folder.Mistakes(With(keys))).Expected, StringComparison.Ordinal);

    [Fact]
    public void WeightsNeedAModelThatGivesLogProbabilities()
    {
        string json = With(", \"score\": \"weighted\"")
            .Replace("\"model\": \"base\"", "\"model\": \"kernel\"", StringComparison.Ordinal)
            .Replace(
                "\"models\": {",
                "\"models\": { \"kernel\": { \"provider\": \"semantic-kernel\", \"model\": \"m\" },",
                StringComparison.Ordinal);
        Assert.Equal("$.judges.local.score", PathOf(Assert.Single(_folder.Mistakes(json))));
    }

    [Fact]
    public void OnlyAMasterJudgeServesInALaterLayer()
    {
        const string Layers = "\"layers\": [ { \"judges\": [\"local\"] } ]";
        string later = Layers.Replace(
            "} ]", "}, { \"judges\": [\"local\"], \"escalate\": [\"fail\"] } ]", StringComparison.Ordinal);
        string plain = ConfigurationFolder.Valid.Replace(Layers, later, StringComparison.Ordinal);
        Assert.Equal("$.judging.layers[1].judges[0]", PathOf(Assert.Single(_folder.Mistakes(plain))));
        Assert.Equal(
            "$.judging.layers[0].judges[0]",
            PathOf(Assert.Single(_folder.Mistakes(With(", \"review\": \"p.yaml\"")))));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(", \"scale\": [1, 5]", 0)]
    [InlineData(", \"scale\": [1, 10]", 1)]
    [InlineData(", \"kind\": \"pairwise\"", 0)]
    public void AMasterJudgeHasTheGradesOfThoseThatItReviews(string keys, int mistakes)
    {
        string json = ConfigurationFolder.Valid
            .Replace("\"task\": \"answer\" }", "\"task\": \"answer\" }, \"master\": { \"model\": \"base\", "
                + $"\"prompt\": \"p.yaml\", \"task\": \"answer\", \"review\": \"p.yaml\"{keys} }}",
                StringComparison.Ordinal)
            .Replace(
                "[ { \"judges\": [\"local\"] } ]",
                "[ { \"judges\": [\"local\"] }, { \"judges\": [\"master\"], \"escalate\": [\"fail\"] } ]",
                StringComparison.Ordinal);
        if (mistakes == 0)
        {
            Assert.Equal(2, _folder.Load(json).Values.Judging!.Layers.Count);
            return;
        }

        Assert.Contains(
            "one scale for all judges", Assert.Single(_folder.Mistakes(json)).Expected, StringComparison.Ordinal);
    }

    private static string PathOf(InputError mistake) => mistake.Location!.Split(' ')[1];

    private JudgeConfiguration Judge(string keys) => _folder.Load(With(keys)).Values.Judges["local"];

    private static string With(string keys) => ConfigurationFolder.Valid.Replace(
        "\"task\": \"answer\" }", $"\"task\": \"answer\"{keys} }}", StringComparison.Ordinal);
}
