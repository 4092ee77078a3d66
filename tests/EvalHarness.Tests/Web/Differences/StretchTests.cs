using EvalHarness.Web.Differences;

namespace EvalHarness.Tests.Web.Differences;

public sealed class StretchTests
{
    [Fact]
    public void QuotationsAreMarkedWhereTheyStandAcrossWhatChanged()
    {
        IReadOnlyList<Stretch> stretches =
            Stretch.From([new("the storm ", false), new("hit Lisbon", true), new(" hard", false)], ["storm hit", "absent"]);
        Assert.Equal(
            [
                new("the ", false, false), new("storm ", false, true), new("hit", true, true),
                new(" Lisbon", true, false), new(" hard", false, false),
            ],
            stretches);
        Assert.Equal("the storm hit Lisbon hard", string.Concat(stretches.Select(stretch => stretch.Text)));
    }

    [Fact]
    public void WithoutQuotationsTheTextStaysInItsSegments() =>
        Assert.Equal([new("a b", true, false)], Stretch.From([new("a b", true)], [""]));
}
