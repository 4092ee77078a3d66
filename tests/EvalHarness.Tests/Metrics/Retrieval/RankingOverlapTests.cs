using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Tests.Metrics.Retrieval;

public sealed class RankingOverlapTests
{
    private static readonly Sample s_sample = new() { Id = "s" };

    [Theory]
    [InlineData("overlap@1", "abcd", "abdc", 1)]
    [InlineData("overlap@1", "abcd", "bacd", 0)]
    [InlineData("overlap@2", "abcd", "bacd", 1)]
    [InlineData("overlap@3", "abcd", "dabc", 2.0 / 3)]
    [InlineData("overlap@9", "abcd", "dcba", 1)]
    [InlineData("overlap@4", "abcd", "ab", 0.5)]
    [InlineData("overlap@4", "ab", "cdba", 1)]
    public void ItIsTheShareOfTheBaselinesFirst(string name, string baseline, string model, double share) =>
        Assert.Equal(share, RankingOverlap.Parse(name)!.Score(s_sample, Ranked(baseline), Ranked(model)).Value);

    [Theory]
    [InlineData("overlap@0")]
    [InlineData("overlap@01")]
    [InlineData("overlap@")]
    [InlineData("overlap@+1")]
    [InlineData("overlap@1234567890")]
    [InlineData("ndcg@5")]
    public void OtherNamesAreNone(string name) => Assert.Null(RankingOverlap.Parse(name));

    [Fact]
    public void WithoutTheBaselinesRankingThereIsNoScoreAndWithoutItsOwnAModelHasTheWorst()
    {
        RankingOverlap overlap = RankingOverlap.Parse("overlap@2")!;
        ModelOutput failed = new() { SampleId = "s", Error = new("generate", "no answer") };
        ModelOutput words = new() { SampleId = "s", Text = "I cannot rank." };
        Assert.Equal(ScoreFault.MetricUndefined, overlap.Score(s_sample, null, Ranked("ab")).Fault);
        Assert.Null(overlap.Score(s_sample, failed, Ranked("ab")).Value);
        Assert.Null(overlap.Score(s_sample, Ranked("ab"), failed).Value);
        Assert.Equal(0, overlap.Score(s_sample, Ranked("ab"), words).Value);
        Assert.Equal(ScoreFault.InvalidFormat, overlap.Score(s_sample, Ranked("ab"), words).Fault);
    }

    private static ModelOutput Ranked(string ids) => new()
    {
        SampleId = "s",
        Ranking = new([.. ids.Select(id => new RankedCandidate(id.ToString()))]),
    };
}
