using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

public sealed class ReleaseDecisionsTests
{
    [Fact]
    public void ACandidateShipsOnlyIfEveryGatePasses()
    {
        Assert.Equal(ReleaseDecision.Ship, Of(("q8", GateOutcome.Pass), ("q8", GateOutcome.Pass)).Decision);
        Assert.Equal(ReleaseDecision.Inconclusive, Of(("q8", GateOutcome.Pass), ("q8", GateOutcome.Inconclusive)).Decision);
        Assert.Equal(ReleaseDecision.Hold, Of(("q8", GateOutcome.Inconclusive), ("q8", GateOutcome.Fail)).Decision);
    }

    [Fact]
    public void NoGatesAndNoCandidatesAreNeverAPass()
    {
        Assert.Equal(ReleaseDecision.Inconclusive, ReleaseDecisions.From(["q8"], []).Decision);
        Assert.Equal(ReleaseDecision.Inconclusive, ReleaseDecisions.From([], []).Decision);
    }

    [Fact]
    public void TheRunIsAsGoodAsItsWorstCandidate()
    {
        ReleaseDecisions decisions = Of(("q8", GateOutcome.Pass), ("q4", GateOutcome.Inconclusive), ("q2", GateOutcome.Fail));
        Assert.Equal(ReleaseDecision.Hold, decisions.Decision);
        Assert.Equal("q8 may ship; q2 must not ship; q4 cannot be decided.", decisions.Summary);
        Assert.Equal("Fails t/m2.", decisions.Candidates[2].Reason);
    }

    [Fact]
    public void ASearchIsAsGoodAsItsBestCandidate()
    {
        Assert.Equal(ReleaseDecision.Ship, Of(("q2", GateOutcome.Fail), ("q8", GateOutcome.Pass)).ForSearch().Decision);
        Assert.Equal(
            ReleaseDecision.Inconclusive,
            Of(("q2", GateOutcome.Fail), ("q4", GateOutcome.Inconclusive)).ForSearch().Decision);
        Assert.Equal(ReleaseDecision.Hold, Of(("q2", GateOutcome.Fail), ("q3", GateOutcome.Fail)).ForSearch().Decision);
        Assert.Equal(ReleaseDecision.Inconclusive, ReleaseDecisions.From([], []).ForSearch().Decision);
    }

    private static ReleaseDecisions Of(params (string Candidate, GateOutcome Outcome)[] gates) => ReleaseDecisions.From(
        [.. gates.Select(gate => gate.Candidate).Distinct()],
        [
            .. gates.Select((gate, i) => new GateDecision
            {
                Candidate = gate.Candidate,
                Metric = $"t/m{i}",
                Outcome = gate.Outcome,
                Reason = "",
                Margin = 0.1,
                Confidence = 0.95,
                Pairs = 10,
            }),
        ]);
}
