using EvalHarness.Metrics;

namespace EvalHarness.Tests.Metrics.Text;

public sealed class TextMetricTests
{
    [Theory]
    [InlineData("exact_match", "The  Cat!", "cat", 1)]
    [InlineData("exact_match", "a cat", "dog", 0)]
    [InlineData("exact_match", "A", "the", 0)]
    [InlineData("exact_match", " a ", "A", 1)]
    [InlineData("exact_match", "", "A", 0)]
    [InlineData("exact_match", "?", "!", 0)]
    [InlineData("token_f1", "the black cat", "black dog", 0.5)]
    [InlineData("token_f1", "cat cat cat", "cat", 0.5)]
    [InlineData("token_f1", "", "cat", 0)]
    [InlineData("token_f1", "dog", "cat", 0)]
    [InlineData("contains", "It is\n the   Cat.", "the cat", 1)]
    [InlineData("contains", "It is the dog.", "cat", 0)]
    [InlineData(@"regex:^\d+$", "42", "", 1)]
    [InlineData(@"regex:^\d+$", "42 ", "", 0)]
    [InlineData("regex", "order 17", @"\d{2}", 1)]
    [InlineData("json_valid", " {\"a\": [1, null]} ", "", 1)]
    [InlineData("json_valid", "```json\n{}\n```", "", 0)]
    [InlineData("json_valid", "{} {}", "", 0)]
    [InlineData("json_valid", "", "", 0)]
    [InlineData("rouge1", "a b", "a b c", 0.8)]
    [InlineData("rouge1:stem", "relational", "relate", 1)]
    public void TextIsScored(string metric, string text, string target, double expected) =>
        Assert.Equal(expected, Score(metric, text, target).Value!.Value, 1e-12);

    [Fact]
    public void TheBestTargetCounts()
    {
        Assert.Equal(1, Score("exact_match", "four", "4", "four").Value);
        Assert.Equal(1, Score("token_f1", "four", "4", "four").Value);
        Assert.Equal(1, Score("rougeL", "four", "4", "four").Value);
        Assert.Equal(1, Score("contains", "four", "4", "four").Value);
    }

    [Theory]
    [InlineData("exact_match")]
    [InlineData("token_f1")]
    [InlineData("contains")]
    [InlineData("regex")]
    [InlineData("bleu")]
    [InlineData("chrf")]
    [InlineData("rougeL")]
    [InlineData("nll")]
    public void WithoutATargetThereIsNoValue(string metric)
    {
        Score score = Score(metric, "text");
        Assert.Null(score.Value);
        Assert.Equal("the sample has no target", score.Reason);
    }

    [Fact]
    public void AnEmptyTargetIsNotContained() => Assert.Null(Score("contains", "text", "", " ").Value);

    [Fact]
    public void ATargetThatIsNoPatternLeavesTheSampleUnscored()
    {
        Score score = Score("regex", "text", "(");
        Assert.Null(score.Value);
        Assert.Contains("pattern", score.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void NegativeLogLikelihoodIsPerTokenAndWeighsTokens()
    {
        IMetric metric = MetricCatalog.Parse("nll");
        Sample sample = new() { Id = "s", Targets = ["x"] };
        Score score = metric.Score(sample, new() { SampleId = "s", TargetLogLikelihood = new(-6, 4) });
        Assert.Equal(1.5, score.Value);
        Assert.Equal(4, score.Weight);
        Assert.False(metric.Definition.HigherIsBetter);
        Assert.NotNull(metric.Score(sample, new() { SampleId = "s" }).Reason);
        Assert.Null(metric.Score(sample, new() { SampleId = "s", TargetLogLikelihood = new(double.NaN, 4) }).Value);
    }

    private static Score Score(string metric, string text, params string[] targets) =>
        MetricCatalog.Parse(metric).Score(
            new Sample { Id = "s", Targets = targets }, new ModelOutput { SampleId = "s", Text = text });
}
