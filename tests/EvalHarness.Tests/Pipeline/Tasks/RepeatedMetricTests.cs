using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Tests.Pipeline.Tasks;

public sealed class RepeatedMetricTests
{
    [Theory]
    [InlineData("pass@1", 0.4)]
    [InlineData("pass@2", 0.7)]
    [InlineData("pass@5", 1.0)]
    public void PassAtKIsTheUnbiasedEstimate(string name, double expected)
    {
        RepeatedMetric metric = new(name, RepeatedMetric.AnswersOf(name)!.Value, "exact_match");

        // Two of five are right: 1 − C(3, 2) / C(5, 2) = 0.7.
        Score score = metric.Score("s", Answers(("a", 1), ("b", 0), ("c", 0), ("a", 1), ("b", 0)));

        Assert.Equal(expected, score.Value!.Value, 12);
        Assert.Equal("s", score.SampleId);
    }

    [Fact]
    public void AMajorityIsOfTheFirstAnswersAndTheEarlierWinsATie()
    {
        (Score, string)[] answers = Answers(("b", 0), ("a", 1), ("a", 1), ("b", 0));

        Assert.Equal(1, new RepeatedMetric("majority@3", 3, "exact_match").Score("s", answers).Value);
        Assert.Equal(0, new RepeatedMetric("majority@4", 4, "exact_match").Score("s", answers).Value);
    }

    [Fact]
    public void AnAnswerWithoutAScoreLeavesTheSampleWithoutOne()
    {
        Score score = new RepeatedMetric("pass@1", 1, "exact_match").Score("s", Answers(("a", 1), ("b", null)));

        Assert.Null(score.Value);
        Assert.Equal("why", score.Reason);
    }

    [Theory]
    [InlineData("pass@0")]
    [InlineData("pass@")]
    [InlineData("pass@1000")]
    [InlineData("majority@x")]
    public void OtherNamesAreNone(string name) => Assert.False(RepeatedMetric.IsName(name));

    private static (Score Score, string Text)[] Answers(params (string Text, double? Value)[] answers) =>
        [.. answers.Select((answer, i) => (
            new Score($"s#{i + 1}", "exact_match", answer.Value, answer.Value is null ? "why" : null), answer.Text))];
}
