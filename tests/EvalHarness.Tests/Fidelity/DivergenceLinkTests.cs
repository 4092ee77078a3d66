using EvalHarness.Fidelity;

namespace EvalHarness.Tests.Fidelity;

public sealed class DivergenceLinkTests
{
    [Fact]
    public void OnlySamplesWithBothCount()
    {
        DivergenceLink link = DivergenceLink.From(
            "q4",
            "answer/exact_match",
            new Dictionary<string, double> { ["a"] = -1, ["b"] = 0, ["c"] = 0, ["d"] = -1 },
            new Dictionary<string, double> { ["a"] = 0.9, ["b"] = 0.1, ["c"] = 0.3, ["e"] = 5 })!;
        Assert.Equal((3, 1), (link.Samples, link.Lost));
        Assert.Equal(0.9, link.DivergenceWhereLost);
        Assert.Equal(0.2, link.DivergenceElsewhere!.Value, 1e-12);
        Assert.InRange(link.RankCorrelation!.Value, -1, -0.8);
    }

    [Fact]
    public void WhereNothingIsLostThereIsNoMeanAndNoCorrelation()
    {
        DivergenceLink link = DivergenceLink.From(
            "q8",
            "answer/exact_match",
            new Dictionary<string, double> { ["a"] = 0, ["b"] = 0 },
            new Dictionary<string, double> { ["a"] = 0.9, ["b"] = 0.1 })!;
        Assert.Equal((0, null, null), (link.Lost, link.DivergenceWhereLost, link.RankCorrelation));
        Assert.Equal(0.5, link.DivergenceElsewhere!.Value, 1e-12);
    }

    [Fact]
    public void WithoutACommonSampleThereIsNoLink() => Assert.Null(DivergenceLink.From(
        "q8", "answer/exact_match", new Dictionary<string, double> { ["a"] = 0 }, new Dictionary<string, double>()));
}
