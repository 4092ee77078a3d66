using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class PermutationTestTests
{
    [Fact]
    public void FullSeparationHasTheProbabilityOfItsDeal()
    {
        // One deal of 8 over 4 is the one seen: 1/70.
        Assert.Equal(1 / 70.0, PermutationTest.PValue([5, 5, 5, 5], [4, 4, 4, 4], seed: 1), 0.005);
        Assert.Equal(0.5, PermutationTest.PValue([5], [4], seed: 1), 0.02);
    }

    [Fact]
    public void EqualGroupsAreNotToldApart()
    {
        Assert.Equal(1, PermutationTest.PValue([5, 5, 5], [5, 5], seed: 1));
        Assert.Equal(1, PermutationTest.PValue([], [5, 5], seed: 1));
    }
}
