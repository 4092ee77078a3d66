using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

public sealed class LikelihoodCheckTests
{
    [Theory]
    [InlineData(3e-5, 0.07, GateOutcome.Pass, GateOutcome.Inconclusive)]
    [InlineData(3e-5, 0.07, GateOutcome.Fail, GateOutcome.Inconclusive)]
    [InlineData(0.07, 3e-5, GateOutcome.Pass, GateOutcome.Inconclusive)]
    [InlineData(0.07, 3e-5, GateOutcome.Fail, GateOutcome.Fail)]
    [InlineData(0.001, 0.001, GateOutcome.Pass, GateOutcome.Pass)]
    [InlineData(null, null, GateOutcome.Pass, GateOutcome.Pass)]
    public void GradesThatHoldNoProbabilityDecideNothing(
        double? baseline, double? candidate, GateOutcome before, GateOutcome after)
    {
        GateDecision gate = new()
        {
            Candidate = "small",
            Metric = "rank/ndcg@5",
            Outcome = before,
            Reason = "",
            Margin = 0.1,
            Confidence = 0.95,
            Pairs = 9,
        };
        Assert.Equal(after, LikelihoodCheck.Apply(gate, baseline, candidate).Outcome);
    }

    [Fact]
    public void TheMedianIsTheMiddleSample()
    {
        Assert.Null(LikelihoodCheck.MedianMass([]));
        Assert.Equal(2, LikelihoodCheck.MedianMass([3, 1, 2]));
        Assert.Equal(2.5, LikelihoodCheck.MedianMass([4, 1, 2, 3]));
    }

    [Fact]
    public void TargetsFarLessLikelyThanTheOwnAnswersAreWarnedOf()
    {
        Assert.NotNull(LikelihoodCheck.Warn(8.56, 0.4));
        Assert.Null(LikelihoodCheck.Warn(3.4, 0.4));
        Assert.Null(LikelihoodCheck.Warn(8.56, null));
    }
}
