using EvalHarness.Metrics.Text;

namespace EvalHarness.Tests.Metrics.Text;

/// <summary>Values of lm-evaluation-harness 0.4.13 (<c>tasks/drop/utils.py</c>).</summary>
public class DropAnswerTests
{
    [Theory]
    [InlineData("3", "3", 1, 1)]
    [InlineData("The 3 games", "3", 0, 0.67)]
    [InlineData(" 3.0", "3", 1, 1)]
    [InlineData("1,000 men", "1000", 0, 0.67)]
    [InlineData("a dog-cart", "the dog|cart", 0, 0.33)]
    [InlineData("dog cart", "dog|cart", 0, 0.33)]
    [InlineData("", "3", 0, 0)]
    [InlineData("in 1984", "1984 games", 0, 0.5)]
    [InlineData("12 July 1990", "12 July 1990", 1, 1)]
    [InlineData("July", "12 July 1990", 0, 0)]
    [InlineData("$5.50", "5.50", 0, 0)]
    [InlineData("Smith's men", "Smiths", 0, 0.67)]
    [InlineData("1e3", "1000", 1, 1)]
    [InlineData("a b c d e f g", "b c d", 0, 0.67)]
    [InlineData("the", "an", 1, 1)]
    [InlineData("x y", "x|y|z", 0, 0.22)]
    public void AnAnswerIsComparedAsUpstreamComparesIt(string output, string answer, double exact, double f1) =>
        Assert.Equal((exact, f1), DropAnswer.Score(output, [answer.Split('|')]));

    [Fact]
    public void TheBestOfSeveralAnswersCounts() =>
        Assert.Equal((1, 1), DropAnswer.Score("two", [["3"], ["two"]]));

    [Fact]
    public void ABlankAnswerNeverCounts() => Assert.Equal((0, 0), DropAnswer.Score("nothing", [[""], ["x"]]));
}
