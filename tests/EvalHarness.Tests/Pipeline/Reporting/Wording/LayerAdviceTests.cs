using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Tests.Pipeline.Reporting.Wording;

public sealed class LayerAdviceTests
{
    [Fact]
    public void ALayerThatFindsLessOfTheBadIsAdvisedAgainstWithItsNumbers() => Assert.Equal(
        "Layer 2 of summarize (master) judges no better than layer 1: it finds 32.0 % of the bad instead of 94.0 %, "
        + "and 98.0 % of what it fails is bad instead of 97.0 %, for 455 calls more. "
        + "Drop it, or give it a better judge or prompt.",
        Assert.Single(LayerAdvice.From([Layer(1, 0.94, 0.97), Layer(2, 0.32, 0.98)])));

    [Fact]
    public void ALayerThatJudgesTheSameIsNotWorthItsCalls() =>
        Assert.Single(LayerAdvice.From([Layer(1, 0.9, 0.9), Layer(2, 0.9, 0.9)]));

    [Fact]
    public void ALayerThatFindsMoreWithoutFalseAlarmsIsWelcome() =>
        Assert.Empty(LayerAdvice.From([Layer(1, 0.9, 0.9), Layer(2, 0.95, 0.9)]));

    [Fact]
    public void ALayerThatFailsNothingFindsNothing() =>
        Assert.Single(LayerAdvice.From([Layer(1, 0.9, 0.9), Layer(2, 0, null)]));

    [Fact]
    public void WithoutKnownFailsNothingIsSaid() =>
        Assert.Empty(LayerAdvice.From([Layer(1, null, null), Layer(2, null, null)]));

    [Fact]
    public void LayersOfDifferentTasksAreNotCompared() =>
        Assert.Empty(LayerAdvice.From([Layer(1, 0.9, 0.9), Layer(1, 0.1, 0.1) with { Task = "other" }]));

    private static LayerQuality Layer(int layer, double? recall, double? precision) => new(
        "summarize", layer, [layer == 1 ? "local" : "master"], 240, Share(recall), Share(precision), 0,
        new Dictionary<string, int>(), 100, 455, null);

    private static Proportion? Share(double? value) => value is { } share ? new((int)(share * 100), 100) : null;
}
