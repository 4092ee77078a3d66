using EvalHarness.Metrics;

namespace EvalHarness.Tests.Metrics;

public sealed class MetricCatalogTests
{
    public static TheoryData<string> Examples => [.. MetricCatalog.Entries.Select(entry => entry.Example)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryExampleIsAMetricOfThatName(string example)
    {
        Assert.Equal(example, MetricCatalog.Parse(example).Definition.Name);
        Assert.Matches(MetricCatalog.NamePattern, example);
    }

    [Theory]
    [InlineData("rouge9")]
    [InlineData("rougeLsum:stem")]
    [InlineData("recall@100")]
    [InlineData("ndcg_cut_10")]
    public void NamesWithParametersAreKnown(string name)
    {
        Assert.Equal(name, MetricCatalog.Parse(name).Definition.Name);
        Assert.Matches(MetricCatalog.NamePattern, name);
    }

    [Theory]
    [InlineData("rougel", "rougeL")]
    [InlineData("exactmatch", "exact_match")]
    [InlineData("ndgc@5", "ndcg@5")]
    [InlineData("token-f1", "token_f1")]
    public void AnUnknownNameIsAnsweredWithTheNearest(string name, string nearest)
    {
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(
            () => MetricCatalog.Parse(name, "eval.config.json: $.tasks.answer.metrics[0]"));
        Assert.Equal("eval.config.json: $.tasks.answer.metrics[0]", mistake.Mistakes[0].Place);
        Assert.Contains(nearest, mistake.Mistakes[0].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rouge0")]
    [InlineData("rouge10")]
    [InlineData("recall")]
    [InlineData("recall@0")]
    [InlineData("recall@-1")]
    [InlineData("recall@03")]
    [InlineData("recall@1@2")]
    [InlineData("num_q")]
    [InlineData("gm_map")]
    [InlineData("P")]
    [InlineData("ndcg@99999999999")]
    public void WhatIsNoMetricIsRefused(string name)
    {
        Assert.False(MetricCatalog.TryParse(name, out _, out _));
        Assert.DoesNotMatch(MetricCatalog.NamePattern, name);
    }

    [Theory]
    [InlineData("regex:(")]
    [InlineData("regex:(?=a)b")]
    [InlineData(@"regex:(a)\1")]
    public void APatternThatCannotBeMatchedInLinearTimeIsRefused(string name)
    {
        Assert.False(MetricCatalog.TryParse(name, out _, out InputMistake? mistake));
        Assert.NotNull(mistake.Mend);
    }

    [Fact]
    public void AnErrorIsNeverAScore()
    {
        Sample sample = new() { Id = "s", Targets = ["x"], Relevance = new Dictionary<string, int> { ["d"] = 1 } };
        ModelOutput output = new() { SampleId = "s", Text = "x", Error = new("generate", "timed out") };
        Assert.All(MetricCatalog.Entries, entry =>
        {
            Score score = MetricCatalog.Parse(entry.Example).Score(sample, output);
            Assert.Null(score.Value);
            Assert.Equal("generate: timed out", score.Reason);
        });
    }
}
