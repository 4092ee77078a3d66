using EvalHarness.Statistics;
using MathNet.Numerics;

namespace EvalHarness.Tests.Statistics;

public sealed class GaffkeTestTests
{
    // Bounds and p-values to six digits, made with an independent implementation (numpy) and checked there against
    // 400-digit sums of rationals.
    public static TheoryData<string, double[], double, double, double> KnownBounds { get; } = new()
    {
        { "equal", [.. Repeat(0, 150)], -0.019773, 0.048296, 0.000456 },
        { "one lost", [.. Repeat(0, 197), -0.8, 0.1, 0.1], -0.020284, 0.052694, 0.000137 },
        { "spread", [.. Enumerable.Range(1, 100).Select(i => (i - 50.5) / 1000)], -0.029918, 0.138266, 0.006173 },
        { "few", [-1, -0.5, -0.25, 0, 0, 0.25, 0.5, 1], -0.436233, 0.680672, 0.623912 },
        { "all or nothing", [-1, -1, .. Repeat(0, 55), 1, 1, 1], -0.065415, 0.290055, 0.096734 },
    };

    [Theory]
    [MemberData(nameof(KnownBounds))]
    public void BoundsAndPValuesEqualThoseOfAnIndependentImplementation(
        string name, double[] changes, double bound, double pAt02, double pAt05)
    {
        GaffkeTest test = GaffkeTest.Create(changes, worstLoss: 1);
        Assert.True(Math.Abs(test.LowerBound(0.05) - bound) < 6e-7, $"{name}: {test.LowerBound(0.05)}");
        Assert.Equal(pAt02, test.PValue(0.02), 6e-7);
        Assert.Equal(pAt05, test.PValue(0.05), 6e-7);
    }

    [Fact]
    public void UnequalClustersEnterByTheirWeight()
    {
        GaffkeTest test = GaffkeTest.Create([-0.1, 0, 0.05, 0, 0.2], [4, 10, 2, 1, 3], worstLoss: 1);
        Assert.Equal(0.015, test.Mean, 1e-12);
        Assert.Equal(-0.595639, test.LowerBound(0.05), 6e-7);
        Assert.Equal(0.895317, test.PValue(0.02), 6e-7);
        Assert.Equal(0.818331, test.PValue(0.05), 6e-7);
    }

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(59, 0.05)]
    [InlineData(149, 0.01)]
    [InlineData(100_000, 0.05)]
    public void WithoutAnyChangeTheBoundIsTheRuleOfThree(int samples, double alpha)
    {
        GaffkeTest test = GaffkeTest.Create([.. Repeat(0, samples)], worstLoss: 4);
        Assert.Equal(-4 * (1 - Math.Pow(alpha, 1.0 / samples)), test.LowerBound(alpha), 1e-9);
        Assert.Equal(Math.Pow(1 - (0.02 / 4), samples), test.PValue(0.02), 1e-9);
    }

    [Theory]
    [InlineData(200, 3)]
    [InlineData(50, 10)]
    public void WithLossesOfAllOrNothingTheBoundIsThatOfClopperAndPearson(int samples, int lost)
    {
        GaffkeTest test = GaffkeTest.Create([.. Repeat(-1, lost), .. Repeat(0, samples - lost)], worstLoss: 1);
        double share = -test.LowerBound(0.05);

        // The share at which so few losses have the probability α: I₁₋ₛ(n − k, k + 1) = α.
        Assert.Equal(0.05, SpecialFunctions.BetaRegularized(samples - lost, lost + 1, 1 - share), 1e-8);
    }

    [Fact]
    public void TheBoundIsWhereThePValueIsTheLevel()
    {
        Random random = new(5);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] changes = [.. Repeat(0, random.Next(1, 80)).Select(_ => (random.NextDouble() * 1.2) - 0.6)];
            GaffkeTest test = GaffkeTest.Create(changes, worstLoss: 1);
            double bound = test.LowerBound(0.05);
            Assert.InRange(bound, -1, test.Mean);
            Assert.Equal(0.05, test.PValue(-bound), 1e-8);
        }
    }

    [Fact]
    public void ABetterObservationNeverLowersTheBound()
    {
        Random random = new(11);
        for (int trial = 0; trial < 300; trial++)
        {
            double[] changes = [.. Repeat(0, 30).Select(_ => random.NextDouble() < 0.7 ? 0 : random.NextDouble() - 0.5)];
            double before = GaffkeTest.Create(changes, worstLoss: 1).LowerBound(0.05);
            changes[random.Next(30)] += random.NextDouble();
            Assert.True(GaffkeTest.Create(changes, worstLoss: 1).LowerBound(0.05) >= before - 1e-10);
        }
    }

    [Fact]
    public void TheOrderOfTheRowsDoesNotReachTheLastBit()
    {
        Random random = new(3);
        double[] changes = [.. Repeat(0, 500).Select(_ => random.NextDouble() - 0.5)];
        double bound = GaffkeTest.Create(changes, worstLoss: 1).LowerBound(0.05);
        random.Shuffle(changes);
        Assert.Equal(bound, GaffkeTest.Create(changes, worstLoss: 1).LowerBound(0.05));
    }

    [Fact]
    public void ALossBeyondTheLargestCountsAsTheLargest()
    {
        double[] beyond = [-9, .. Repeat(0, 99)];
        double[] largest = [-1, .. Repeat(0, 99)];
        Assert.Equal(
            GaffkeTest.Create(largest, worstLoss: 1).LowerBound(0.05),
            GaffkeTest.Create(beyond, worstLoss: 1).LowerBound(0.05));
    }

    [Fact]
    public void FarTailsAndHeavyLossesStayFinite()
    {
        Assert.Equal(1, GaffkeTest.Create([.. Repeat(-1, 50)], worstLoss: 1).PValue(0.02), 1e-9);
        Assert.Equal(-1, GaffkeTest.Create([.. Repeat(-1, 50)], worstLoss: 1).LowerBound(0.05), 1e-9);
        Assert.InRange(GaffkeTest.Create([.. Repeat(0.5, 1000)], worstLoss: 1).PValue(0.9), 0, 1e-200);
        Assert.InRange(GaffkeTest.Create([.. Repeat(0.5, 1000)], worstLoss: 1).LowerBound(0.05), 0.49, 0.5);
    }

    [Fact]
    public void NoUnitsAndNumbersOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentException>(() => GaffkeTest.Create([], worstLoss: 1));
        Assert.Throws<ArgumentException>(() => GaffkeTest.Create([double.NaN], worstLoss: 1));
        Assert.Throws<ArgumentException>(() => GaffkeTest.Create([0], worstLoss: 0));
        Assert.Throws<ArgumentException>(() => GaffkeTest.Create([0], [0], worstLoss: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaffkeTest.Create([0], worstLoss: 1).PValue(1));
    }

    private static IEnumerable<double> Repeat(double value, int count) => Enumerable.Repeat(value, count);
}
