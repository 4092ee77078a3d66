using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Tests.Metrics.Retrieval;

public sealed class RankingParserTests
{
    [Theory]
    [InlineData("2 > 4 > 1", "2 4 1")]
    [InlineData("2, 4, 1", "2 4 1")]
    [InlineData("2 4 1.", "2 4 1")]
    [InlineData("[2] [4] [1]", "2 4 1")]
    [InlineData("[2] > [4] > [1]", "2 4 1")]
    [InlineData("2\n4\n1\n", "2 4 1")]
    [InlineData("2 = 4 >> 1", "2 4 1")]
    [InlineData("- 2\n- 4\n- 1", "2 4 1")]
    [InlineData("1. 2\n2. 4\n3. 1", "2 4 1")]
    [InlineData("1) 2\n\n2) 4", "2 4")]
    [InlineData("[2, 4, 1]", "2 4 1")]
    [InlineData("Sure:\n[\"2\", \"4\"]\nDone.", "2 4")]
    [InlineData("[{\"id\": 2}, {\"id\": \"4\"}]", "2 4")]
    [InlineData("**2** > `4`", "2 4")]
    [InlineData("", "")]
    [InlineData("I cannot rank these.", "")]
    public void SeparatorsDoNotMatter(string text, string expected) =>
        Assert.Equal(expected, Order(RankingParser.Parse(text, Candidates("1", "2", "3", "4"))));

    [Fact]
    public void UnknownAndRepeatedIdsAreDroppedAndCounted()
    {
        Ranking ranking = RankingParser.Parse("d3 > d9 > d1 > d3 > d77", Candidates("d1", "d2", "d3"));
        Assert.Equal("d3 d1", Order(ranking));
        Assert.Equal(2, ranking.UnknownIds);
        Assert.Equal(1, ranking.RepeatedIds);
    }

    [Fact]
    public void UnknownItemsOfAJsonArrayAreCountedWhateverTheyLookLike()
    {
        Ranking ranking = RankingParser.Parse("[\"d1\", \"none\", \"d1\"]", Candidates("d1", "d2"));
        Assert.Equal("d1", Order(ranking));
        Assert.Equal(1, ranking.UnknownIds);
        Assert.Equal(1, ranking.RepeatedIds);
    }

    [Fact]
    public void ProseIsPassedOver()
    {
        Ranking ranking = RankingParser.Parse(
            "Ranking by relevance: doc-12, then doc-1 (the 2nd best).", Candidates("doc-1", "doc-12", "doc-2"));
        Assert.Equal("doc-12 doc-1", Order(ranking));
        Assert.Equal(0, ranking.UnknownIds);
    }

    [Fact]
    public void AnIdIsNotFoundInsideALongerWord()
    {
        Ranking ranking = RankingParser.Parse("d12 > d1", Candidates("d1", "d2"));
        Assert.Equal("d1", Order(ranking));
        Assert.Equal(1, ranking.UnknownIds);
    }

    [Fact]
    public void IdsMayHoldBlanksAndSigns() =>
        Assert.Equal(
            "a.pdf#2 a b", Order(RankingParser.Parse("a.pdf#2, a b", Candidates("a b", "a.pdf#2", "a.pdf"))));

    [Fact]
    public void AnyTextGivesEachCandidateAtMostOnce()
    {
        Random random = new(3);
        const string Signs = "1234567890[]{}\",.>- \nab\\:";
        for (int round = 0; round < 2000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(40)).Select(_ => Signs[random.Next(Signs.Length)])]);
            Ranking ranking = RankingParser.Parse(text, Candidates("1", "2", "12", "a-1"));
            Assert.Equal(ranking.Candidates.Count, ranking.Candidates.DistinctBy(ranked => ranked.Id).Count());
            Assert.All(ranking.Candidates, ranked => Assert.Contains(ranked.Id, new[] { "1", "2", "12", "a-1" }));
        }
    }

    private static RankingCandidate[] Candidates(params string[] ids) =>
        [.. ids.Select(id => new RankingCandidate(id, "text"))];

    private static string Order(Ranking ranking) =>
        string.Join(' ', ranking.Candidates.Select(candidate => candidate.Id));
}
