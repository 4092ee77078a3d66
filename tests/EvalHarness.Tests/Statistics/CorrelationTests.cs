using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class CorrelationTests
{
    [Fact]
    public void TooFewOrConstantIsUndefined()
    {
        Assert.Null(Correlation.Pearson([1], [2]));
        Assert.Null(Correlation.Spearman([0.1, 0.1, 0.1], [1, 2, 3]));
        Assert.Null(Correlation.KendallTauB([1, 2, 3], [4, 4, 4]));
    }

    [Fact]
    public void KendallEqualsTheCountOverAllPairs() => Laws.Hold<int[], int[]>((left, right) =>
    {
        int length = Math.Min(left?.Length ?? 0, right?.Length ?? 0);
        double[] x = [.. left!.Take(length).Select(value => (double)(value % 5))];
        double[] y = [.. right!.Take(length).Select(value => (double)(value % 5))];
        double? expected = CountedTau(x, y);
        double? actual = Correlation.KendallTauB(x, y);
        return expected is null ? actual is null : actual is not null && Laws.Near(expected.Value, actual.Value);
    });

    [Fact]
    public void GroupsWithoutVariationAreSkippedAndCounted()
    {
        string[] groups = ["a", "a", "a", "b", "b", "c", "c", "c", "d"];
        double[] x = [1, 2, 3, 5, 5, 1, 2, 3, 1];
        double[] y = [1, 2, 3, 1, 2, 3, 2, 1, 1];
        Assert.Equal(new GroupedCorrelation(0, 2, 2), GroupedCorrelation.Spearman(groups, x, y));
        Assert.Equal(new GroupedCorrelation(null, 0, 1), GroupedCorrelation.Pearson(["d"], [1], [1]));
        Assert.Equal(0, GroupedCorrelation.KendallTauB(groups, x, y).Mean);
    }

    [Fact]
    public void NineJudgesWhoErrTogetherAreTwoVotes()
    {
        Assert.Equal(1.99, EffectiveVotes.From(9, 0.44)!.Value, 5e-3);
        Assert.Equal(9, EffectiveVotes.From(9, 0)!.Value);
        Assert.Null(EffectiveVotes.From(3, -0.5));
        Assert.Equal(1, EffectiveVotes.MeanErrorCorrelation([[0, 1, 0], [0, 1, 0], [0, 0, 0]])!.Value, 1e-12);
        Assert.Null(EffectiveVotes.MeanErrorCorrelation([[0, 1, 0]]));
    }

    private static double? CountedTau(double[] x, double[] y)
    {
        (double agree, double untiedX, double untiedY) = (0, 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int signX = Math.Sign(x[i] - x[j]);
                int signY = Math.Sign(y[i] - y[j]);
                agree += signX * signY;
                untiedX += signX * signX;
                untiedY += signY * signY;
            }
        }

        return untiedX > 0 && untiedY > 0 ? agree / Math.Sqrt(untiedX * untiedY) : null;
    }
}
