using EvalHarness.Metrics.Mathematics;

namespace EvalHarness.Tests.Metrics.Mathematics;

/// <summary>The rules of Lewkowycz et al. 2022, appendix D.1, one by one.</summary>
public class MathNormalFormTests
{
    [Theory]
    [InlineData(@"x = 5", "5")]
    [InlineData(@"an integer n", "integern")]
    [InlineData(@"a + b", "a+b")]
    [InlineData(@"The answer is $5$ apples.", "5")]
    [InlineData(@"$$\frac12$$", @"\frac{1}{2}")]
    [InlineData(@"\(5\)", "5")]
    [InlineData(@"\$18.90", "18.90")]
    [InlineData(@"10\text{ square feet}", "10")]
    [InlineData(@"10\mbox{ inches}^2", "10")]
    [InlineData(@"10\text{ m}^{3}", "10")]
    [InlineData(@"5^{\mathrm{th}}", "5")]
    [InlineData(@"m", "m")]
    [InlineData(@"\boxed{s}", "s")]
    [InlineData(@"\left(\sigma\right)", @"(\sigma)")]
    [InlineData(@"45^\circ", "45")]
    [InlineData(@"45 degrees", "45")]
    [InlineData(@"\text{Monday}", "Monday")]
    [InlineData(@"\textbf{(A)}", "(A)")]
    [InlineData(@"\overline{AB}", "AB")]
    [InlineData(@"0.\overline{3}", @"0.\overline{3}")]
    [InlineData(@"1,2\text{ and }3", "1,2,3")]
    [InlineData(@"1, 2, and 3", "1,2,3")]
    [InlineData(@"\frac12", @"\frac{1}{2}")]
    [InlineData(@"\frac123", @"\frac{1}{2}3")]
    [InlineData(@"\frac1{72}", @"\frac{1}{72}")]
    [InlineData(@"\dfrac\pi4", @"\frac{\pi}{4}")]
    [InlineData(@"\sqrt2x", @"\sqrt{2}x")]
    [InlineData(@"\sqrt[3]2", @"\sqrt[3]{2}")]
    [InlineData(@"\pi r", @"\pi r")]
    [InlineData("100,000", "100000")]
    [InlineData(@"1,\!000,\!000", "1000000")]
    [InlineData("12,34", "12,34")]
    [InlineData("1 000 000", "1000000")]
    [InlineData("3 1/2", "3 1/2")]
    [InlineData("−√2", @"-\sqrt{2}")]
    [InlineData("x=1, y=2", "1,2")]
    [InlineData("x<=5", "x<=5")]
    [InlineData(@"x \in [1,2]", "[1,2]")]
    [InlineData("", "")]
    public void AnAnswerHasANormalForm(string answer, string expected) =>
        Assert.Equal(expected, MathAnswer.Normalize(answer));

    [Theory]
    [InlineData(@"So \boxed{1} or $\boxed{\frac{1}{2}}$.", @"\frac{1}{2}")]
    [InlineData(@"It is $\boxed 5$.", "5")]
    [InlineData(@"\fbox{7}", "7")]
    [InlineData(@"\boxed{1} and \fbox{7}", "1")]
    [InlineData(@"\boxed{}", "")]
    [InlineData(@"\boxed{never closed", null)]
    [InlineData(@"\boxed", null)]
    [InlineData("no box", null)]
    public void TheLastBoxHoldsTheAnswer(string text, string? expected) =>
        Assert.Equal(expected, MathAnswer.FindBoxed(text));
}
