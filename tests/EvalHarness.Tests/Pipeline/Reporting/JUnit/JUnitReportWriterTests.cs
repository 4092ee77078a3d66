using System.Xml.Linq;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.JUnit;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Reporting.JUnit;

public sealed class JUnitReportWriterTests
{
    [Fact]
    public async Task FailedGatesAreFailuresAndUndecidedOnesErrors()
    {
        Report report = SampleReports.Create("realistic");
        XElement root = await ParseAsync(report);
        Assert.Equal(12, root.Descendants("testcase").Count());
        Assert.Equal(
            report.Gates.Count(gate => gate.Outcome == GateOutcome.Fail), root.Descendants("failure").Count());
        Assert.Equal(
            report.Gates.Count(gate => gate.Outcome == GateOutcome.Inconclusive), root.Descendants("error").Count());
        Assert.Equal(root.Attribute("failures")!.Value, $"{root.Descendants("failure").Count()}");
        Assert.Equal(root.Attribute("errors")!.Value, $"{root.Descendants("error").Count()}");
    }

    [Fact]
    public async Task ACandidateWithoutGatesAndAnIncompleteRunAreErrors()
    {
        XElement root = await ParseAsync(SampleReports.Create("incomplete"));
        Assert.Equal(
            ["gates", "complete"],
            root.Descendants("error").Select(error => error.Parent!.Attribute("name")!.Value));
        Assert.Equal("2", root.Attribute("errors")!.Value);
    }

    [Fact]
    public async Task AJudgeBelowItsLimitsIsAnErrorWhereAGateRestsOnItAndElseSkipped()
    {
        XElement root = await ParseAsync(SampleReports.Create("judged"));
        XElement suite = root.Elements("testsuite").Single(found => found.Attribute("name")!.Value == "judges");
        Assert.Equal(
            ["", "error", "skipped", ""],
            suite.Elements("testcase").Select(test =>
                test.Elements().FirstOrDefault(part => part.Name != "system-out")?.Name.LocalName ?? ""));
        Assert.Equal(("1", "1"), (suite.Attribute("errors")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Contains(
            "order flips are 0.207",
            suite.Descendants("error").Single().Attribute("message")!.Value,
            StringComparison.Ordinal);
        Assert.Equal(root.Attribute("tests")!.Value, $"{root.Descendants("testcase").Count()}");
        Assert.Equal(root.Attribute("errors")!.Value, $"{root.Descendants("error").Count()}");
    }

    [Fact]
    public async Task WhatASearchFoundUnfitBeforeItFoundItsCandidateIsSkipped()
    {
        Report report = SampleReports.Create("realistic") with { Untried = [], Decision = ReleaseDecision.Ship };
        XElement root = await ParseAsync(report);
        Assert.Empty(root.Descendants("failure").Concat(root.Descendants("error")));
        Assert.Equal(
            report.Gates.Count(gate => gate.Outcome != GateOutcome.Pass), root.Descendants("skipped").Count());
        XElement none = await ParseAsync(report with { Decision = ReleaseDecision.Hold });
        Assert.NotEmpty(none.Descendants("failure"));
    }

    [Fact]
    public async Task HostileTextIsStillXml()
    {
        XElement root = await ParseAsync(SampleReports.Create("hostile"));
        Assert.Contains("⟨U+0000⟩", root.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.Empty(root.Descendants("script"));
    }

    private static async Task<XElement> ParseAsync(Report report) =>
        XDocument.Parse(await Rendered.WithAsync(new JUnitReportWriter(), report)).Root!;
}
