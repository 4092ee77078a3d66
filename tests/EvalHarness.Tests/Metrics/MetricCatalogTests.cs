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
    [InlineData("rougeL:unicode")]
    [InlineData("rouge2:unicode:stem")]
    [InlineData("numeric_match:0.01")]
    [InlineData("numeric_match:1e-9")]
    [InlineData("numeric_match:0")]
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
        Assert.Equal("eval.config.json: $.tasks.answer.metrics[0]", mistake.Errors[0].Location);
        Assert.Contains(nearest, mistake.Errors[0].Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rouge0")]
    [InlineData("rougeL:stem:unicode")]
    [InlineData("numeric_match:")]
    [InlineData("numeric_match:1")]
    [InlineData("numeric_match:-1")]
    [InlineData("numeric_match:x")]
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
        Assert.False(MetricCatalog.TryParse(name, out _, out InputError? mistake));
        Assert.NotNull(mistake.Fix);
    }

    [Fact]
    public void AnErrorIsNeverAScore()
    {
        ModelOutput output = new() { SampleId = "s", Text = "x", Error = new("generate", "timed out") };
        Assert.All(Scores(output), score =>
        {
            Assert.Null(score.Value);
            Assert.Equal("generate: timed out", score.Reason);
            Assert.Equal(ScoreFault.Transport, score.Fault);
        });
    }

    [Theory]
    [InlineData("", "stop", null, ScoreFault.Empty)]
    [InlineData("", "length", null, ScoreFault.Empty)]
    [InlineData(" \n", null, null, ScoreFault.Empty)]
    [InlineData("", "length", "Let me see", ScoreFault.Truncated)]
    [InlineData("", "stop", "Let me see", ScoreFault.Empty)]
    [InlineData("No.", "refusal", null, ScoreFault.Refused)]
    [InlineData("Half an", "content_filter", null, ScoreFault.Blocked)]
    public void AnOutputWithoutAnAnswerScoresTheWorstValue(
        string text, string? finish, string? reasoning, ScoreFault fault)
    {
        ModelOutput output = new() { SampleId = "s", Text = text, FinishReason = finish, Reasoning = reasoning };
        Assert.All(Scores(output).Where(score => score.Metric != "nll"), score =>
        {
            Assert.Equal(MetricCatalog.Parse(score.Metric).Definition.Worst, score.Value);
            Assert.Equal(fault, score.Fault);
            Assert.NotNull(score.Reason);
        });
        Assert.Equal(fault, ScoreFaults.For(output));
    }

    [Fact]
    public void TheLikelihoodOfTheTargetDoesNotDependOnTheOutput()
    {
        ModelOutput output = new() { SampleId = "s", TargetLogLikelihood = new(-6, 4) };
        Assert.Equal(1.5, Scores(output).Single(score => score.Metric == "nll").Value);
    }

    [Fact]
    public void AnAnswerThatWasCutOffIsScored()
    {
        ModelOutput output = new() { SampleId = "s", Text = "A", FinishReason = "length" };
        Score score = Scores(output).Single(found => found.Metric == "exact_match");
        Assert.Equal((1, null), (score.Value, score.Fault));
    }

    [Theory]
    [InlineData("exact_match")]
    [InlineData("squad_em")]
    [InlineData("squad_f1")]
    [InlineData("token_f1")]
    public void AnEmptyOutputIsRightWhereTheTargetIsEmpty(string metric)
    {
        Sample sample = new() { Id = "s", Targets = [""] };
        Assert.Equal(1, MetricCatalog.Parse(metric).Score(sample, new() { SampleId = "s" }).Value);
        Assert.Equal(0, MetricCatalog.Parse(metric).Score(sample, new() { SampleId = "s", Text = "five" }).Value);
    }

    [Fact]
    public void EveryFaultHasANameThatIsReadBack() => Assert.All(Enum.GetValues<ScoreFault>(), fault =>
        Assert.Equal(fault, ScoreFaults.Find(ScoreFaults.NameOf(fault))));

    private static IEnumerable<Score> Scores(ModelOutput output)
    {
        Sample sample = new() { Id = "s", Targets = ["A"], Relevance = new Dictionary<string, int> { ["d"] = 1 } };
        return MetricCatalog.Entries.Select(entry => MetricCatalog.Parse(entry.Example).Score(sample, output));
    }
}
