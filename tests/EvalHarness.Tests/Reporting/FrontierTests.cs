using EvalHarness.Gating;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Reporting;

public sealed class FrontierTests
{
    [Fact]
    public void ASmallerAndBetterCandidateDominates()
    {
        Frontier frontier = Of(Candidate("big", 800, -0.5), Candidate("small", 400, -0.1));
        Assert.Equal("small", frontier.Points[0].DominatedBy);
        Assert.Null(frontier.Points[1].DominatedBy);
        Assert.False(frontier.Points[0].IsOnFrontier);
        Assert.True(frontier.Points[1].IsOnFrontier);
    }

    [Fact]
    public void SizeAndQualityThatTradeAreBothOnTheFrontier()
    {
        Frontier frontier = Of(Candidate("big", 800, -0.1), Candidate("small", 400, -0.5));
        Assert.All(frontier.Points, point => Assert.True(point.IsOnFrontier));
    }

    [Fact]
    public void EqualCandidatesDoNotDominateEachOtherAndOneAdvantageDoes()
    {
        Frontier equal = Of(Candidate("a", 400, -0.5), Candidate("b", 400, -0.5));
        Assert.All(equal.Points, point => Assert.Null(point.DominatedBy));
        Frontier better = Of(Candidate("a", 400, -0.5), Candidate("b", 400, -0.4));
        Assert.Equal("b", better.Points[0].DominatedBy);
        Frontier smaller = Of(Candidate("a", 400, -0.5), Candidate("b", 399, -0.5));
        Assert.Equal("b", smaller.Points[0].DominatedBy);
    }

    [Fact]
    public void TheNamedDominatorIsDominatedByNone()
    {
        Frontier frontier = Of(
            Candidate("worst", 900, -3), Candidate("middle", 800, -2), Candidate("best", 700, -1));
        Assert.Equal(["best", "best", null], frontier.Points.Select(point => point.DominatedBy));
    }

    [Fact]
    public void SpeedAndMemoryDoNotDecide()
    {
        Report report = Report(Candidate("slow", 400, -0.5), Candidate("fast", 400, -0.5));
        ModelTimings fast = new() { TokensPerSecond = 1000, PeakMemoryBytes = 1 };
        Frontier frontier = Frontier.From(report with
        {
            Models = [.. report.Models.Select(model => model.Name == "fast" ? model with { Timings = fast } : model)],
        });
        Assert.All(frontier.Points, point => Assert.Null(point.DominatedBy));
        Assert.Equal(1000, frontier.Points[1].TokensPerSecond);
    }

    [Fact]
    public void WithoutASizeOrAGateNothingIsDominated()
    {
        Frontier frontier = Of(
            Candidate("unknown", null, -5), Candidate("ungated", 900), Candidate("good", 400, -0.1));
        Assert.All(frontier.Points, point => Assert.Null(point.DominatedBy));
        Assert.Equal([false, false, true], frontier.Points.Select(point => point.IsOnFrontier));
        Assert.Equal("There is no gate.", frontier.Points[1].Reason);
    }

    [Fact]
    public void TheWorstGateIsTheOneThatLosesMostOfItsOwnMargin()
    {
        WorstChange? worst = WorstChange.From([Gate("q", "a", -0.02, 0.1), Gate("q", "b", -0.01, 0.02)]);
        Assert.Equal("b", worst?.Metric);
        Assert.Equal(-0.5, worst!.Value, 12);
    }

    [Fact]
    public void TheBoundsAreTheSmallestOverAllGates()
    {
        WorstChange? worst = WorstChange.From(
        [
            Gate("q", "a", -0.5, 1) with { Low = -0.6, High = -0.4 },
            Gate("q", "b", -0.4, 1) with { Low = -1.2, High = 0.4 },
        ]);
        Assert.Equal(new WorstChange("a", -0.5, -1.2, -0.4), worst);
    }

    [Fact]
    public void AGateWithoutAChangeLeavesTheWorstUnknown()
    {
        GateDecision[] gates = [Gate("q", "a", -0.5, 1), Gate("q", "b", 0, 1) with { Delta = null, Pairs = 0 }];
        Assert.Null(WorstChange.From(gates));
        Report report = Report(Candidate("q", 400, -0.5)) with { Gates = gates };
        Assert.Equal("No paired difference for b.", Assert.Single(Frontier.From(report).Points).Reason);
    }

    [Fact]
    public void TheSmallestThatPassesIsNamedWithItsShareOfTheBaseline()
    {
        Frontier frontier = Of(
            Candidate("q8", 540, -0.1), Candidate("q6", 430, -0.2), Candidate("q2", 200, -9, ReleaseDecision.Hold));
        Assert.Equal("q6", frontier.SmallestThatPasses?.Candidate);
        Assert.Equal("Smallest that passes: q6 (43 % of the baseline).", frontier.Sentence);
    }

    [Fact]
    public void ARunThatDidNotShareTheRiskListsWhatPassed()
    {
        Report report = Report(
            Candidate("q8", 540, -0.1), Candidate("q6", 430, -0.2), Candidate("q2", 200, -9, ReleaseDecision.Hold));
        Assert.Equal(
            "Passed: q6 (43 % of the baseline), q8 (54 % of the baseline).",
            Frontier.From(report with { Untried = null }).Sentence);
    }

    [Fact]
    public void BetweenTwoRunsNothingIsSaidToPass() => Assert.Null(
        Frontier.From(Report(Candidate("q8", 540, -0.1)) with { Question = ReportQuestion.Change }).Sentence);

    [Fact]
    public void OneCandidateThatPassesIsTheSmallest() => Assert.Equal(
        "Smallest that passes: q8 (54 % of the baseline).", Of(Candidate("q8", 540, -0.1)).Sentence);

    [Fact]
    public void OfEqualSizesTheBetterThenTheFirstIsNamed()
    {
        Assert.Equal("b", Of(Candidate("a", 400, -0.5), Candidate("b", 400, -0.1)).SmallestThatPasses?.Candidate);
        Assert.Equal("a", Of(Candidate("a", 400, -0.5), Candidate("b", 400, -0.5)).SmallestThatPasses?.Candidate);
    }

    [Theory]
    [InlineData(ReleaseDecision.Inconclusive)]
    [InlineData(ReleaseDecision.Hold)]
    public void AnythingButAShippingVerdictNeverPasses(ReleaseDecision decision)
    {
        Frontier frontier = Of(Candidate("q8", 540, 0.5, decision), Candidate("q4", 300, 0.5, decision));
        Assert.Null(frontier.SmallestThatPasses);
        Assert.Equal("None passes.", frontier.Sentence);
    }

    [Fact]
    public void NoCandidateAndNoGateNeverPass()
    {
        Assert.Equal("None passes.", Of().Sentence);
        Assert.Equal("None passes.", Of(Candidate("q8", 540, null, ReleaseDecision.Inconclusive)).Sentence);
    }

    [Fact]
    public void APassingCandidateOfUnknownSizeIsSaidNotHidden()
    {
        Assert.Equal(
            "Smallest that passes: q8 (54 % of the baseline); the size of remote is unknown.",
            Of(Candidate("q8", 540, -0.1), Candidate("remote", null, -0.1)).Sentence);
        Frontier none = Of(Candidate("remote", null, -0.1));
        Assert.Null(none.SmallestThatPasses);
        Assert.Equal("Smallest that passes: unknown; the size of remote is unknown.", none.Sentence);
    }

    private static Frontier Of(params (string, long?, double?, ReleaseDecision)[] candidates) =>
        Frontier.From(Report(candidates) with { Untried = [] });

    private static (string Name, long? Bytes, double? Change, ReleaseDecision Decision) Candidate(
        string name, long? bytes, double? change = null, ReleaseDecision decision = ReleaseDecision.Ship) =>
        (name, bytes, change, decision);

    private static Report Report(params (string Name, long? Bytes, double? Change, ReleaseDecision Decision)[] candidates) =>
        SampleReports.Create("realistic") with
        {
            Baseline = "base",
            Candidates = [.. candidates.Select(found => new CandidateDecision(found.Name, found.Decision, ""))],
            Models = [Model("base", 1000), .. candidates.Select(found => Model(found.Name, found.Bytes))],
            Gates =
            [
                .. candidates.Where(found => found.Change is not null)
                    .Select(found => Gate(found.Name, "t/m", found.Change!.Value, 1)),
            ],
        };

    private static ModelSummary Model(string name, long? bytes) =>
        new() { Name = name, Provider = "gguf", FileBytes = bytes, Outputs = 1, Errors = 0 };

    private static GateDecision Gate(string candidate, string metric, double delta, double margin) => new()
    {
        Candidate = candidate,
        Metric = metric,
        Outcome = GateOutcome.Inconclusive,
        Reason = "",
        Margin = margin,
        Confidence = 0.95,
        Pairs = 10,
        Delta = delta,
        Low = delta - 0.1,
        High = delta + 0.1,
    };
}
