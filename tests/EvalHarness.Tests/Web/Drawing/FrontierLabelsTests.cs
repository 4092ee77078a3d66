using EvalHarness.Gating;
using EvalHarness.Reporting;
using EvalHarness.Web.Drawing;

namespace EvalHarness.Tests.Web.Drawing;

public sealed class FrontierLabelsTests
{
    private const double Width = 900;
    private const int Height = 320;

    [Fact]
    public void ALoneCandidateIsNamedOnItsRight()
    {
        FrontierLabels labels = new([(Point("q8_0"), "q8_0", 0.5, 0.5)], Height);
        Assert.Equal(new FrontierLabels.LabelPlace(9, -9, "start"), labels.Find("q8_0"));
    }

    [Fact]
    public void AtTheRightEdgeTheNameStandsOnTheLeft()
    {
        FrontierLabels labels = new([(Point("q8_0"), "a name of some length", 0.99, 0.5)], Height);
        Assert.Equal("end", labels.Find("q8_0")!.Value.Anchor);
    }

    [Fact]
    public void WhatNoneDominatesChoosesFirst()
    {
        FrontierLabels labels = new(
            [(Point("worse", isDominated: true), "worse", 0.5, 0.5), (Point("best"), "best", 0.5, 0.5)], Height);
        Assert.Equal(new FrontierLabels.LabelPlace(9, -9, "start"), labels.Find("best"));
        Assert.NotEqual(labels.Find("best"), labels.Find("worse"));
    }

    [Fact]
    public void NamesNeverLieOnEachOther()
    {
        Random random = new(3);
        for (int round = 0; round < 50; round++)
        {
            (FrontierPoint Point, string Name, double Left, double Top)[] points =
            [
                .. Enumerable.Range(0, 30).Select(i => (
                    Point($"c{i}", isDominated: i > 0), new string('x', 4 + (i % 20)),
                    0.4 + (0.2 * random.NextDouble()), 0.4 + (0.2 * random.NextDouble()))),
            ];
            FrontierLabels labels = new(points, Height);
            FrontierLabels.Box[] boxes =
            [
                .. points.Where(point => labels.Find(point.Point.Candidate) is not null)
                    .Select(point => labels.Find(point.Point.Candidate)!.Value.Around(
                        point.Left * Width, point.Top * Height, 6.8 * point.Name.Length)),
            ];
            Assert.InRange(boxes.Length, 1, points.Length - 1);
            Assert.All(boxes, box => Assert.Single(boxes, box.Meets));
        }
    }

    private static FrontierPoint Point(string candidate, bool isDominated = false) => new()
    {
        Candidate = candidate,
        Decision = ReleaseDecision.Ship,
        FileBytes = 1,
        Worst = new WorstChange("task/metric", 0, null, null),
        DominatedBy = isDominated ? "other" : null,
    };
}
