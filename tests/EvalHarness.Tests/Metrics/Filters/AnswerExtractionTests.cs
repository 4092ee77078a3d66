using EvalHarness.Metrics;
using EvalHarness.Metrics.Filters;

namespace EvalHarness.Tests.Metrics.Filters;

public sealed class AnswerExtractionTests
{
    [Theory]
    [InlineData("hashes", "Work.\n#### 42", "42")]
    [InlineData("hashes", "#### 1\nthen\n#### $1,234.00 \nmore", "1234")]
    [InlineData("hashes", "no mark", null)]
    [InlineData("hashes", "####", null)]
    [InlineData("boxed", @"so \boxed{\frac{1}{2}}.", @"\frac{1}{2}")]
    [InlineData("boxed", @"\boxed{1} or \boxed{ 2 }", "2")]
    [InlineData("boxed", @"\boxed{never closed", null)]
    [InlineData("boxed", @"\fbox{3}", "3")]
    [InlineData("final_answer", "Final Answer: The final answer is $x$. I hope it is correct.", "$x$")]
    [InlineData("final_answer", "The final answer is: **(1, 2)**.\nDone", "(1, 2)")]
    [InlineData("final_answer", "The final answer is 1. I hope it is correct. The final answer is 2.", "1")]
    [InlineData("final_answer", "The final answer is\n", null)]
    [InlineData("final_answer", "The answer is 1.", null)]
    [InlineData("dollars", "$x$ is $y$.", "x$ is $y")]
    [InlineData("dollars", "It costs $5", null)]
    [InlineData("last_number", "3 + 4 = 7.", "7")]
    [InlineData("last_number", "none", null)]
    [InlineData("regex:answer is (\\w+)|final: (\\w+)", "The answer is A. No, final: B", "B")]
    [InlineData("regex:x", "abc", null)]
    [InlineData("whole", " all of it ", "all of it")]
    public void AStepFindsItsAnswer(string step, string text, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Create([step]).Find(text));

    [Fact]
    public void TheFirstStepThatFindsSomethingCounts()
    {
        AnswerExtraction extraction = AnswerExtraction.Create(["hashes", "boxed", "last_number"]);
        Assert.Equal("1", extraction.Find(@"2 \boxed{3} #### 1"));
        Assert.Equal("3", extraction.Find(@"\boxed{3} and 2"));
        Assert.Equal("2", extraction.Find("it is 2"));
        Assert.Null(extraction.Find("it is two"));
    }

    [Theory]
    [InlineData("#### 18.0", "Count them.\n#### 18", 1)]
    [InlineData("The answer is $1,800.", "1800", 1)]
    [InlineData("The answer is 17", "18", 0)]
    [InlineData("I do not know", "18", 0)]
    public void NumbersAreComparedAsNumbers(string text, string target, double expected)
    {
        ExtractingMetric metric = new(
            MetricCatalog.Parse("exact_match"), AnswerExtraction.Create(["hashes", "last_number"]));
        Score score = metric.Score(
            new() { Id = "s", Targets = [target] }, new() { SampleId = "s", Text = text });
        Assert.Equal(expected, score.Value);
        Assert.Equal(text == "I do not know" ? ScoreFault.InvalidFormat : null, score.Fault);
    }

    [Fact]
    public void AFailedCallStaysUnscored()
    {
        ExtractingMetric metric = new(MetricCatalog.Parse("exact_match"), AnswerExtraction.Create(["last_number"]));
        Assert.Null(metric.Score(
            new() { Id = "s", Targets = ["1"] },
            new() { SampleId = "s", Error = new("generate", "timed out") }).Value);
    }

    [Theory]
    [InlineData("last_numbr", "last_number")]
    [InlineData("regex:(", "re")]
    public void AWrongStepIsNamed(string step, string hint)
    {
        InputError? mistake = AnswerExtraction.FindMistake(step);
        Assert.NotNull(mistake);
        Assert.Contains(hint, mistake.ToString(), StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => AnswerExtraction.Create([step]));
    }
}
