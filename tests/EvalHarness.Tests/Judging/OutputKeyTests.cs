using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class OutputKeyTests
{
    [Theory]
    [InlineData("a b", " a\n b\t")]
    [InlineData("", "  ")]
    [InlineData("é ü", "é  ü")]
    public void WhiteSpaceMakesNoDifference(string one, string other) =>
        Assert.Equal(OutputKey.From(one), OutputKey.From(other));

    [Theory]
    [InlineData("a b", "ab")]
    [InlineData("a", "A")]
    [InlineData("a", "")]
    public void WordsDo(string one, string other) => Assert.NotEqual(OutputKey.From(one), OutputKey.From(other));
}
