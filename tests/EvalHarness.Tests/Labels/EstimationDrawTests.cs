using EvalHarness.Labels;
using static EvalHarness.Tests.Labels.LabelEntries;

namespace EvalHarness.Tests.Labels;

public sealed class EstimationDrawTests
{
    [Fact]
    public void APartOfAboutTheStatedSizeIsSealedAndWholeGroupsGoTogether()
    {
        EstimationDraw draw = Draw(1);
        ILookup<LabelPart, int> parts = Enumerable.Range(0, 5000).ToLookup(i => draw.PartOf($"s{i}", null));
        Assert.InRange(parts[LabelPart.FewShot].Count(), 900, 1100);
        Assert.InRange(parts[LabelPart.Dev].Count(), 1880, 2120);
        Assert.InRange(parts[LabelPart.Sealed].Count(), 1880, 2120);
        Assert.All(
            Enumerable.Range(0, 50),
            group => Assert.Single(
                Enumerable.Range(0, 20).Select(i => draw.PartOf($"s{group}-{i}", $"g{group}")).Distinct()));
    }

    [Fact]
    public void TheShareDrawnIsTheProbabilityAndALargerShareOnlyAdds()
    {
        EstimationDraw draw = Draw(0.5);
        Assert.Equal(0.2, draw.Probability, 1e-12);
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(i => $"s{i}")];
        string[] drawn = [.. ids.Where(id => draw.Contains(id, null))];
        Assert.InRange(drawn.Length, 1880, 2120);
        Assert.All(drawn, id => Assert.Equal(LabelPart.Sealed, draw.PartOf(id, null)));
        EstimationDraw larger = draw with { Share = 0.8 };
        Assert.All(drawn, id => Assert.True(larger.Contains(id, null)));
    }

    [Fact]
    public void NothingIsSealedFromAnEstimateWhenNothingElseIsWanted()
    {
        EstimationDraw draw = Draw(1) with { Split = LabelSplit.AllSealed };
        Assert.Equal(1, draw.Probability);
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(draw.Contains($"s{i}", "g")));
    }

    [Fact]
    public void AStoredDrawMayGrowAndNothingElse()
    {
        EstimationDraw stored = Draw(0.5);
        (stored with { Share = 0.6 }).Check(stored);
        Assert.Throws<InvalidInputException>(() => (stored with { Share = 0.4 }).Check(stored));
        Assert.Throws<InvalidInputException>(() => (stored with { Seed = 2 }).Check(stored));
        Assert.Throws<InvalidInputException>(() => (stored with { Split = LabelSplit.AllSealed }).Check(stored));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AShareOutOfRangeIsRefused(double share) =>
        Assert.Throws<InvalidInputException>(() => Draw(share).Check(null));
}
