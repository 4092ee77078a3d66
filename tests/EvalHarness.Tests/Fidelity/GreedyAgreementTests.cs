using EvalHarness.Fidelity;

namespace EvalHarness.Tests.Fidelity;

public sealed class GreedyAgreementTests
{
    [Fact]
    public void AnIdenticalOutputPartsLaterThanAnyOther()
    {
        GreedyAgreement agreement = new(10, [3, null, 10]);
        Assert.Equal((3, 1, 3), (agreement.Prompts, agreement.Identical, agreement.Earliest));
        Assert.Equal(10, agreement.Median);
    }

    [Fact]
    public void WhereHalfAreIdenticalThereIsNoMedian()
    {
        Assert.Null(new GreedyAgreement(10, [0, null]).Median);
        Assert.Null(new GreedyAgreement(10, [null, null, 5]).Median);
        Assert.Equal(1, new GreedyAgreement(10, [0, 2]).Median);
    }

    [Fact]
    public void IdenticalOutputsHaveNoEarliestParting()
    {
        GreedyAgreement agreement = new(10, [null, null]);
        Assert.Null(agreement.Earliest);
        Assert.Null(agreement.Median);
    }
}
