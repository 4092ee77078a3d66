using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class HolmTests
{
    [Fact]
    public void StepsDownAndNeverDecreases()
    {
        IReadOnlyList<double?> adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], adjusted.Select(p => Math.Round(p!.Value, 12)));
    }

    [Fact]
    public void NeverExceedsOne() => Assert.Equal([1, 1], Holm.Adjust([0.9, 0.7]));

    [Fact]
    public void AMissingProbabilityStaysMissingAndCounts() => Assert.Equal([0.02, null], Holm.Adjust([0.01, null]));
}
