using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

public sealed class VerdictsTests
{
    [Fact]
    public void ACandidateShipsOnlyIfEveryGatePasses()
    {
        Assert.Equal(ShipVerdict.Ship, Of(("q8", GateOutcome.Pass), ("q8", GateOutcome.Pass)).Verdict);
        Assert.Equal(ShipVerdict.Inconclusive, Of(("q8", GateOutcome.Pass), ("q8", GateOutcome.Inconclusive)).Verdict);
        Assert.Equal(ShipVerdict.Hold, Of(("q8", GateOutcome.Inconclusive), ("q8", GateOutcome.Fail)).Verdict);
    }

    [Fact]
    public void NoGatesAndNoCandidatesAreNeverAPass()
    {
        Assert.Equal(ShipVerdict.Inconclusive, Verdicts.Of(["q8"], []).Verdict);
        Assert.Equal(ShipVerdict.Inconclusive, Verdicts.Of([], []).Verdict);
    }

    [Fact]
    public void TheRunIsAsGoodAsItsWorstCandidate()
    {
        Verdicts verdicts = Of(("q8", GateOutcome.Pass), ("q4", GateOutcome.Inconclusive), ("q2", GateOutcome.Fail));
        Assert.Equal(ShipVerdict.Hold, verdicts.Verdict);
        Assert.Equal("q8 may ship; q2 must not ship; q4 cannot be decided.", verdicts.Summary);
        Assert.Equal("Fails t/m2.", verdicts.Candidates[2].Reason);
    }

    [Fact]
    public void ASearchIsAsGoodAsItsBestCandidate()
    {
        Assert.Equal(ShipVerdict.Ship, Of(("q2", GateOutcome.Fail), ("q8", GateOutcome.Pass)).ForSearch().Verdict);
        Assert.Equal(
            ShipVerdict.Inconclusive,
            Of(("q2", GateOutcome.Fail), ("q4", GateOutcome.Inconclusive)).ForSearch().Verdict);
        Assert.Equal(ShipVerdict.Hold, Of(("q2", GateOutcome.Fail), ("q3", GateOutcome.Fail)).ForSearch().Verdict);
        Assert.Equal(ShipVerdict.Inconclusive, Verdicts.Of([], []).ForSearch().Verdict);
    }

    private static Verdicts Of(params (string Candidate, GateOutcome Outcome)[] gates) => Verdicts.Of(
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
