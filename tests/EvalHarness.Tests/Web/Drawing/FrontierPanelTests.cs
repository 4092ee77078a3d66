using System.Globalization;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Web.Drawing;

namespace EvalHarness.Tests.Web.Drawing;

public sealed class FrontierPanelTests
{
    [Fact]
    public void SmallerStandsToTheLeftAndBetterStandsHigher()
    {
        FrontierPanel panel = FrontierPanel.From(Frontier.From(SampleReports.Create("realistic")))!;
        FrontierPoint[] bySize = [.. panel.Points.OrderBy(point => point.FileBytes)];
        Assert.Equal(bySize, bySize.OrderBy(point => Place(panel.Left(point))));
        Assert.True(Place(panel.Top(1)) < Place(panel.Top(0)));
        Assert.True(Place(panel.Top(0)) < Place(panel.Top(-1)));
        Assert.Equal("100%", panel.Top(-1000));
    }

    [Fact]
    public void WithoutAGateThereIsNoPicture()
    {
        Report report = SampleReports.Create("realistic") with { Gates = [] };
        Assert.Null(FrontierPanel.From(Frontier.From(report)));
    }

    private static double Place(string percent) => double.Parse(percent.TrimEnd('%'), CultureInfo.InvariantCulture);
}
