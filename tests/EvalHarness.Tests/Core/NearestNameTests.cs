namespace EvalHarness.Tests.Core;

public sealed class NearestNameTests
{
    private static readonly string[] s_known = ["rouge1", "rougeL", "exact_match", "nll"];

    [Theory]
    [InlineData("rougel", "rougeL")]
    [InlineData("exact-match", "exact_match")]
    [InlineData("exactmatch", "exact_match")]
    [InlineData("nl", "nll")]
    [InlineData("bleu", null)]
    [InlineData("", null)]
    public void TheNearestNameIsOfferedOnlyWhenItIsNear(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Find(name, s_known));

    [Fact]
    public void SwappedLettersAndLetterCaseAreOneMistakeAtMost() =>
        Assert.Equal("Did you mean \"maxDrop\"?", NearestName.Ask("maxdorp", ["metric", "maxDrop", "confidence"]));

    [Fact]
    public void WhereNothingIsNearEverythingIsListed() =>
        Assert.Equal("Known: rouge1, rougeL, exact_match, nll.", NearestName.Suggest("perplexity", s_known));
}
