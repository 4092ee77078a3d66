using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class WeightedKappaTests
{
    [Theory]
    [InlineData(KappaWeights.Unweighted, 0.555487, 0.070308)]
    [InlineData(KappaWeights.Linear, 0.607073, 0.066510)]
    [InlineData(KappaWeights.Quadratic, 0.666198, 0.069817)]
    public void KappaAndStandardErrorOfAKnownTable(KappaWeights weights, double kappa, double error)
    {
        WeightedKappa found = WeightedKappa.From(Table(), weights)!.Value;
        Assert.Equal(kappa, found.Kappa, 5e-7);
        Assert.Equal(error, found.StandardError, 5e-7);
        Assert.Equal(kappa - (1.959964 * error), found.Interval().Low, 2e-6);
    }

    [Fact]
    public void ARareCategoryMakesKappaSmallWhereRatersAgree()
    {
        ConfusionMatrix rare = new(new long[,] { { 90, 4 }, { 5, 1 } });
        ConfusionMatrix even = new(new long[,] { { 45, 5 }, { 5, 45 } });
        Assert.Equal(0.91, rare.PercentAgreement!.Value, 1e-12);
        Assert.Equal(0.1346, WeightedKappa.From(rare)!.Value.Kappa, 5e-5);
        Assert.Equal(0.90, even.PercentAgreement!.Value, 1e-12);
        Assert.Equal(0.80, WeightedKappa.From(even)!.Value.Kappa, 1e-12);
        Assert.Equal([94, 6], rare.FirstMargin());
        Assert.Equal([95, 5], rare.SecondMargin());
    }

    [Fact]
    public void NothingRatedIsUndefined()
    {
        ConfusionMatrix empty = new(new long[3, 3]);
        Assert.Null(empty.PercentAgreement);
        Assert.Null(WeightedKappa.From(empty));
    }

    [Fact]
    public void TwoConstantRatersWhoNeverAgreeAreAtChance() =>
        Assert.Equal(0, WeightedKappa.From(new(new long[,] { { 0, 9 }, { 0, 0 } }))!.Value.Kappa);

    [Fact]
    public void SwappingTheRatersChangesNothing() => Laws.Hold<int[], int[]>((first, second) =>
    {
        int length = Math.Min(first?.Length ?? 0, second?.Length ?? 0);
        int[] a = [.. first!.Take(length).Select(value => (int)((uint)value % 4))];
        int[] b = [.. second!.Take(length).Select(value => (int)((uint)value % 4))];
        return Enum.GetValues<KappaWeights>().All(weights =>
        {
            WeightedKappa? straight = WeightedKappa.From(ConfusionMatrix.From(a, b, 4), weights);
            WeightedKappa? swapped = WeightedKappa.From(ConfusionMatrix.From(b, a, 4), weights);
            return straight is null
                ? swapped is null
                : Laws.Near(straight.Value.Kappa, swapped!.Value.Kappa)
                    && Math.Abs(straight.Value.StandardError - swapped.Value.StandardError) < 1e-7;
        });
    });

    [Fact]
    public void RatherFewIntervalsMissTheTruth()
    {
        // Two raters who share a true label 70 % of the time: κ of the population is .7² by construction.
        SeededRandom random = new(23);
        int covered = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            int[] truth = Draw(random, 200, _ => random.Next(3));
            int[] first = Draw(random, 200, i => random.NextDouble() < 0.7 ? truth[i] : random.Next(3));
            int[] second = Draw(random, 200, i => random.NextDouble() < 0.7 ? truth[i] : random.Next(3));
            ConfusionMatrix matrix = ConfusionMatrix.From(first, second, 3);
            covered += WeightedKappa.From(matrix)!.Value.Interval().Contains(0.49) ? 1 : 0;
        }

        Assert.InRange(covered, 366, 395);
    }

    private static int[] Draw(SeededRandom random, int count, Func<int, int> draw)
    {
        ArgumentNullException.ThrowIfNull(random);
        return [.. Enumerable.Range(0, count).Select(draw)];
    }

    private static ConfusionMatrix Table() => new(new long[,] { { 20, 5, 1 }, { 6, 30, 8 }, { 2, 7, 21 } });
}
