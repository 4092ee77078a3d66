using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Tests.Metrics.Retrieval;

public sealed class ExpectedGradeTests
{
    [Fact]
    public void TheExpectationIsTakenUnderTheSoftmax()
    {
        double[] logLikelihoods = [Math.Log(0.1), Math.Log(0.2), Math.Log(0.1)];
        Assert.Equal(1, ExpectedGrade.Compute(logLikelihoods, [0, 1, 2])!.Value, 1e-12);
        Assert.Equal(0.75 * 3, ExpectedGrade.Compute([-1000 + Math.Log(3), -1000], [3, 0])!.Value, 1e-9);
    }

    [Fact]
    public void ImpossibleGradesCountNothing()
    {
        Assert.Equal(2, ExpectedGrade.Compute([double.NegativeInfinity, -5], [0, 2]));
        Assert.Null(ExpectedGrade.Compute([double.NegativeInfinity, double.NegativeInfinity], [0, 2]));
        Assert.Null(ExpectedGrade.Compute([double.NaN, -5], [0, 2]));
        Assert.Null(ExpectedGrade.Compute([], []));
    }

    [Fact]
    public void CandidatesFallByGradeAndTiesKeepTheirOrder()
    {
        RankingCandidate[] candidates = [new("a", ""), new("b", ""), new("c", ""), new("d", "")];
        Ranking ranking = Ranking.FromScores(candidates, [0.5, 1.5, 0.5, 2]);
        Assert.Equal(["d", "b", "a", "c"], ranking.Candidates.Select(candidate => candidate.Id));
        Assert.Equal(2, ranking.Candidates[0].Score);
        Assert.Throws<ArgumentException>(() => Ranking.FromScores(candidates, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Ranking.FromScores(candidates, [1, 2, 3, double.NaN]));
    }
}
