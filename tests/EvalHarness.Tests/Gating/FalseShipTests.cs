using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Gating;

/// <summary>
/// Monte Carlo of the gate where the true drop is exactly the margin: at most 5 % of the runs may ship, plus two
/// standard errors of the simulation.
/// </summary>
public sealed class FalseShipTests
{
    private const int Trials = 400;

    // 5 % + 2·√(.05·.95/400).
    private const double MostShipped = 0.0718;

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void RareCollapse(int samples) =>
        AssertRare(samples, 0.02, random => random.NextDouble() < 0.025 ? -0.8 : 0.02 * (random.NextDouble() - 0.5));

    [Theory]
    [InlineData(200)]
    [InlineData(1000)]
    public void NormalChanges(int samples) =>
        AssertRare(samples, 0.02, random => -0.02 + (0.1 * Laws.Normal(random)));

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void LognormalLosses(int samples) =>
        AssertRare(samples, 0.02, random => -0.02 * Math.Exp((1.5 * Laws.Normal(random)) - 1.125));

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void OverlapsOfWhichNineInTenAreEqual(int samples) =>
        AssertRare(samples, 0.02, random => random.NextDouble() < 0.9 ? 0 : -0.2 + (0.4 * (random.NextDouble() - 0.5)));

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void RareCollapseOfWholeGroups(int samples)
    {
        double shared = 0;
        int drawn = 0;
        AssertRare(
            samples,
            0.02,
            random =>
            {
                if (drawn++ % 5 == 0)
                {
                    shared = random.NextDouble() < 0.025 ? -0.8 : 0;
                }

                return shared + (0.01 * (random.NextDouble() - 0.5));
            },
            groupSize: 5);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void PassFailLossesInGroups(int samples)
    {
        bool lost = false;
        int drawn = 0;
        AssertRare(
            samples,
            0.05,
            random =>
            {
                lost = drawn++ % 5 == 0 ? random.NextDouble() < 0.05 : lost;
                return lost ? -1 : 0;
            },
            groupSize: 5);
    }

    [Fact]
    public void AnHonestCandidateStillShips()
    {
        Random random = new(23);
        int shipped = Enumerable.Range(0, 60).Count(_ =>
            Ships([.. Enumerable.Range(0, 1000).Select(_ => -0.005 + (0.1 * Laws.Normal(random)))], 0.03, 1));
        Assert.Equal(60, shipped);
    }

    private static void AssertRare(int samples, double margin, Func<Random, double> draw, int groupSize = 1)
    {
        Random random = new(samples);
        int shipped = Enumerable.Range(0, Trials)
            .Count(_ => Ships([.. Enumerable.Range(0, samples).Select(_ => draw(random))], margin, groupSize));
        Assert.InRange((double)shipped / Trials, 0, MostShipped);
    }

    // The deciding bound alone: the gate passes exactly when it reaches the margin.
    private static bool Ships(double[] changes, double margin, int groupSize)
    {
        double[][] units = [.. changes.Chunk(groupSize)];
        GaffkeTest test = GaffkeTest.Create(
            [.. units.Select(unit => unit.Average())], [.. units.Select(unit => (double)unit.Length)], worstLoss: 1);
        return test.PValue(margin) <= 0.05;
    }
}
