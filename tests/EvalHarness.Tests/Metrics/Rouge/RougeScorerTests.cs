using System.Text.Json;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Rouge;

public sealed class RougeScorerTests
{
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData("synthetic", 120)]
    [InlineData("edge", 60)]
    [InlineData("multi-reference", 50)]
    [InlineData("rougeLsum-union-lcs-ties", 60)]
    [InlineData("rouge3-4-9", 10)]
    public void EveryValueEqualsRougeScore(string group, int cases) =>
        Assert.Equal(cases, CheckGroup(Fixture.Combine("rouge", "cases.jsonl"), group));

    [SharedFixtureTheory]
    [InlineData("upstream-tests", 32)]
    [InlineData("upstream-testdata", 6)]
    public void EveryValueEqualsRougeScoreOnItsOwnTests(string group, int cases) =>
        Assert.Equal(cases, CheckGroup(SharedFixtures.Combine("rouge", "cases.jsonl"), group));

    [Fact]
    public void OneScorerGivesTheSameValuesWhateverItScoredBefore()
    {
        RougeScorer used = new(RougeType.Usual);
        Span<RougeScore> scores = stackalloc RougeScore[4];
        Span<RougeScore> fresh = stackalloc RougeScore[4];
        foreach ((string prediction, string reference) in RandomTexts.Pairs(seed: 5, count: 200))
        {
            used.Score(prediction, reference, scores);
            new RougeScorer(RougeType.Usual).Score(prediction, reference, fresh);
            Assert.True(scores.SequenceEqual(fresh));
        }
    }

    [Fact]
    public void MoreWordsThanAreRememberedKeepTheirStems()
    {
        RougeScorer used = new([RougeType.NGram(1)], useStemmer: true);
        RougeScore[] score = new RougeScore[1];
        for (int part = 0; part < 3; part++)
        {
            // Both endings are removed, so the texts agree word by word once stemmed.
            string[] words = [.. Enumerable.Range(part * 30_000, 30_000).Select(i => $"word{i}")];
            string first = string.Join(' ', words.Select(word => word + "ing"));
            string second = string.Join(' ', words.Select(word => word + "ed"));
            used.Score(first, (ReadOnlySpan<char>)second, score);
            Assert.Equal(1, score[0].FMeasure);
        }
    }

    [Fact]
    public void SwappingTheTextsSwapsPrecisionAndRecall()
    {
        // rougeLsum is left out: which longest subsequence is taken depends on which text is walked.
        RougeType[] types = [RougeType.NGram(1), RougeType.NGram(3), RougeType.LongestSubsequence];
        RougeScorer scorer = new(types, useStemmer: true);
        RougeScore[] forward = new RougeScore[types.Length];
        RougeScore[] backward = new RougeScore[types.Length];
        foreach ((string a, string b) in RandomTexts.Pairs(seed: 6, count: 300))
        {
            scorer.Score(a, b, forward);
            scorer.Score(b, a, backward);
            for (int i = 0; i < types.Length; i++)
            {
                Assert.Equal(forward[i].Precision, backward[i].Recall);
                Assert.Equal(forward[i].Recall, backward[i].Precision);
                Assert.Equal(forward[i].FMeasure, backward[i].FMeasure, Tolerance);
            }
        }
    }

    [Fact]
    public void EveryValueIsBetweenZeroAndOneAndFLiesBetweenPrecisionAndRecall()
    {
        RougeScorer scorer = new(RougeType.Usual);
        RougeScore[] scores = new RougeScore[4];
        foreach ((string prediction, string reference) in RandomTexts.Pairs(seed: 7, count: 300))
        {
            scorer.Score(prediction, reference, scores);
            foreach (RougeScore score in scores)
            {
                Assert.InRange(score.Precision, 0, 1);
                Assert.InRange(score.Recall, 0, 1);
                double low = Math.Min(score.Precision, score.Recall);
                double high = Math.Max(score.Precision, score.Recall);
                Assert.InRange(score.FMeasure, low - Tolerance, high + Tolerance);
            }
        }
    }

    [Fact]
    public void ATextScoresOneAgainstItself()
    {
        RougeScorer scorer = new(RougeType.Usual);
        RougeScore[] scores = new RougeScore[4];
        foreach ((string text, _) in RandomTexts.Pairs(seed: 8, count: 100).Where(pair => pair.First.Contains(' ')))
        {
            scorer.Score(text, text, scores);
            Assert.All(scores, score => Assert.Equal(1, score.FMeasure, Tolerance));
        }
    }

    [Fact]
    public void LinesLongerThanAMachineWordKeepTheUnionOfALongLine()
    {
        // One line each: rougeLsum and rougeL are the same number, computed two ways.
        RougeScorer scorer = new([RougeType.LongestSubsequence, RougeType.SummaryLevel]);
        RougeScore[] scores = new RougeScore[2];
        Random random = new(9);
        for (int round = 0; round < 40; round++)
        {
            string a = RandomTexts.Line(random, random.Next(60, 300));
            string b = RandomTexts.Line(random, random.Next(60, 300));
            scorer.Score(a, b, scores);
            Assert.Equal(scores[0].FMeasure, scores[1].FMeasure, Tolerance);
        }
    }

    private static int CheckGroup(string path, string group)
    {
        int cases = 0;
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            if (row.GetProperty("group").GetString() == group)
            {
                CheckRow(row);
                cases++;
            }
        }

        return cases;
    }

    private static void CheckRow(JsonElement row)
    {
        JsonProperty[] expected = [.. row.GetProperty("expected").EnumerateObject()];
        RougeType[] types = [.. expected.Select(entry => Parse(entry.Name))];
        string[] references = [.. row.GetProperty("references").EnumerateArray().Select(text => text.GetString()!)];
        RougeScore[] scores = new RougeScore[types.Length];
        RougeScorer scorer = new(types, row.GetProperty("use_stemmer").GetBoolean());
        scorer.Score(row.GetProperty("prediction").GetString()!, references, scores);
        for (int i = 0; i < types.Length; i++)
        {
            string what = $"{row.GetProperty("id")} {expected[i].Name}";
            AssertClose(expected[i].Value.GetProperty("p").GetDouble(), scores[i].Precision, what);
            AssertClose(expected[i].Value.GetProperty("r").GetDouble(), scores[i].Recall, what);
            AssertClose(expected[i].Value.GetProperty("f").GetDouble(), scores[i].FMeasure, what);
        }
    }

    private static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance, $"{what}: expected {expected:R}, got {actual:R}");

    private static RougeType Parse(string name) =>
        RougeType.TryParse(name, out RougeType type) ? type : throw new ArgumentException(name);
}
