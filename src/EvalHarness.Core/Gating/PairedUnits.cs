using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// Changes in quality (positive is better) by independent unit: a sample, or all samples of one group. What could not
/// be scored is in it with one supposed change, the worst possible for a lower bound and the best for an upper one.
/// </summary>
internal sealed class PairedUnits
{
    private PairedUnits(double[] sums, double[] weights, int samples, int lost, int gained)
    {
        (Sums, Weights, Samples) = (sums, weights, samples);
        (Lost, Gained) = (lost, gained);
        double total = weights.Sum();
        Mean = sums.Sum() / total;
        Kish = total * total / weights.Sum(weight => weight * weight);
    }

    /// <summary>Weighted sum of the changes of each unit; at least one.</summary>
    public double[] Sums { get; }

    /// <summary>Sum of weights of each unit; positive.</summary>
    public double[] Weights { get; }

    /// <summary>Samples in all units.</summary>
    public int Samples { get; }

    /// <summary>Samples that got worse.</summary>
    public int Lost { get; }

    /// <summary>Samples that got better.</summary>
    public int Gained { get; }

    /// <summary>Weighted mean change.</summary>
    public double Mean { get; }

    /// <summary>(Σw)²/Σw²: the equal units that these are worth.</summary>
    public double Kish { get; }

    /// <summary>No two samples belong together.</summary>
    public bool AreIndependent => Sums.Length == Samples;

    /// <summary>All units moved by the same amount.</summary>
    public bool HaveNoVariation
    {
        get
        {
            double first = Sums[0] / Weights[0];
            return !Sums.Where((sum, i) => sum / Weights[i] != first).Any();
        }
    }

    /// <summary>Student's t by unit; <c>null</c> with fewer than two.</summary>
    public TInterval? T => TInterval.From(Sums, Weights);

    /// <summary>BCa bootstrap by unit; <c>null</c> with fewer than two.</summary>
    /// <param name="seed">The same seed gives the same replicates everywhere.</param>
    public BootstrapDistribution? Bootstrap(long seed) =>
        PairedBootstrap.Ratio(Sums, Weights, new SeededRandom(seed));

    /// <summary>Gaffke's test of the mean change.</summary>
    /// <param name="worstLoss">The most that one unit can lose on average; a larger loss counts as this.</param>
    public GaffkeTest Test(double worstLoss) =>
        GaffkeTest.Create([.. Sums.Select((sum, i) => sum / Weights[i])], Weights, worstLoss);

    /// <summary>The units of some changes; <c>null</c> without any.</summary>
    /// <param name="changes">Unit, change in quality and weight of every sample, in any order.</param>
    public static PairedUnits? From(
        IEnumerable<((bool IsGroup, string Name) Unit, double Change, double Weight)> changes)
    {
        ((bool, string) Unit, double Change, double Weight)[] all = [.. changes];
        if (all.Length == 0)
        {
            return null;
        }

        // Sorted throughout, so that neither the order nor the names of samples and groups reach the last digit.
        (double Sum, double Weight)[] units =
        [
            .. all.GroupBy(sample => sample.Unit)
                .Select(unit => (
                    unit.Select(sample => sample.Weight * sample.Change).Order().Sum(),
                    unit.Select(sample => sample.Weight).Order().Sum()))
                .Order(),
        ];
        return new PairedUnits(
            [.. units.Select(unit => unit.Sum)],
            [.. units.Select(unit => unit.Weight)],
            all.Length,
            all.Count(sample => sample.Change < 0),
            all.Count(sample => sample.Change > 0));
    }
}
