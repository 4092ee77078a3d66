using EvalHarness.Judging;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Judging;

public sealed class JudgingSampleTests
{
    private static readonly JudgingItem[] s_items =
    [
        .. Enumerable.Range(0, 90).Select(i => new JudgingItem($"s{i}", "summarize/different/short")),
        .. Enumerable.Range(90, 10).Select(i => new JudgingItem($"s{i}", "summarize/different/long")),
    ];

    [Fact]
    public void EveryStratumGivesItsShareAndAtLeastOne()
    {
        IReadOnlyList<JudgingItem> drawn = JudgingSample.Draw(s_items, 0.25, seed: 7);
        Assert.Equal(3, drawn.Count(found => found.Stratum == "summarize/different/long"));
        Assert.Equal(23, drawn.Count(found => found.Stratum == "summarize/different/short"));
        Assert.Equal([0.3, 23 / 90.0], drawn.Select(found => found.InclusionProbability).Distinct());
    }

    [Fact]
    public void InverseProbabilitiesCountThePopulation() => Assert.Equal(
        100, JudgingSample.Draw(s_items, 0.13, seed: 7).Sum(found => 1 / found.InclusionProbability), 1e-9);

    [Fact]
    public void ALargerFractionOnlyAdds() => Laws.Hold<int, long>((step, seed) =>
    {
        double small = Math.Abs(step % 50) / 100.0;
        string[] first = Ids(JudgingSample.Draw(s_items, small, seed));
        string[] second = Ids(JudgingSample.Draw(s_items, small * 2, seed));
        return first.All(second.Contains);
    });

    [Fact]
    public void TheOrderOfTheItemsDoesNotMatter() => Assert.Equal(
        JudgingSample.Draw(s_items, 0.3, seed: 7), JudgingSample.Draw([.. s_items.Reverse()], 0.3, seed: 7));

    [Fact]
    public void AnotherSeedDrawsOthers() => Assert.NotEqual(
        Ids(JudgingSample.Draw(s_items, 0.3, seed: 7)), Ids(JudgingSample.Draw(s_items, 0.3, seed: 8)));

    [Fact]
    public void AllAndNothingCanBeDrawn()
    {
        Assert.Empty(JudgingSample.Draw(s_items, 0, seed: 7));
        Assert.All(JudgingSample.Draw(s_items, 1, seed: 7), found => Assert.Equal(1, found.InclusionProbability));
        Assert.Throws<ArgumentException>(() => JudgingSample.Draw([s_items[0], s_items[0]], 1, seed: 7));
    }

    private static string[] Ids(IEnumerable<JudgingItem> drawn) => [.. drawn.Select(found => found.SampleId)];
}
