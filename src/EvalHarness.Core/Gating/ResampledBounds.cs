using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// One-sided bounds of the mean change in quality that rest on the spread of the data: the BCa bootstrap over units,
/// widened where it is known to promise too much, because it only knows what it has seen.
/// </summary>
/// <remarks>
/// With fewer than 30 units, and for metrics without a worst value at any number of them, it is widened to Student's t
/// bounds; for pass/fail metrics to Tango's score bounds, with the counts divided by the design effect of the groups;
/// and when no unit differs from another, by the largest change a sample could show times the rate of unseen changes
/// that the number of units does not rule out, 1 − α^(1/n).
/// </remarks>
internal sealed class ResampledBounds
{
    // Units from which on the bootstrap is trusted alone.
    private const int ManyUnits = 30;

    // Of a level of about 1e-12.
    private const double LargestLogOdds = 27.6;

    private const int Halvings = 60;

    private readonly PairedUnits _units;
    private readonly BootstrapDistribution _bootstrap;
    private readonly TInterval _t;
    private readonly bool _isPassFail;
    private readonly double? _range;

    private ResampledBounds(
        PairedUnits units, BootstrapDistribution bootstrap, TInterval t, bool isPassFail, double? range) =>
        (_units, _bootstrap, _t, _isPassFail, _range) = (units, bootstrap, t, isPassFail, range);

    /// <summary>The bounds of some units; <c>null</c> with fewer than two.</summary>
    /// <param name="units">Changes in quality.</param>
    /// <param name="isPassFail">Every change of a sample is −1, 0 or 1.</param>
    /// <param name="range">Largest change of one sample; <c>null</c> when there is none.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ResampledBounds? Create(PairedUnits? units, bool isPassFail, double? range, long seed) =>
        units?.T is { } t && units.Bootstrap(seed) is { } bootstrap
            ? new(units, bootstrap, t, isPassFail, range)
            : null;

    /// <summary>Lower and upper bound.</summary>
    /// <param name="confidence">One-sided level of each, between .5 and 1.</param>
    public Interval At(double confidence)
    {
        double twoSided = (2 * confidence) - 1;
        Interval bounds = _bootstrap.Interval(twoSided);
        if (_units.Sums.Length < ManyUnits || _range is null)
        {
            bounds = bounds.Union(_t.Interval(twoSided));
        }

        if (_units.HaveNoVariation)
        {
            double unseen = (_range ?? 0) * Power.RateNotRuledOut(_units.Sums.Length, confidence);
            return new(bounds.Low - unseen, bounds.High + unseen);
        }

        return _isPassFail ? bounds.Union(ScoreBounds(twoSided)) : bounds;
    }

    /// <summary>
    /// The smallest level at which the lower bound of <see cref="At"/> reaches −margin: the largest p of the bounds
    /// that it is made of, so that p and bound are one function of the data.
    /// </summary>
    public double PValue(double margin)
    {
        if (_units.HaveNoVariation)
        {
            double room = margin + _units.Mean;
            double rate = _range is { } range ? room / range : double.PositiveInfinity;
            return room <= 0 ? 1 : Math.Pow(Math.Max(0, 1 - rate), _units.Sums.Length);
        }

        double p = LevelWhereBootstrapReaches(-margin);
        if (_units.Sums.Length < ManyUnits || _range is null)
        {
            p = Math.Max(p, _t.PValueAbove(-margin) ?? 1);
        }

        if (_isPassFail)
        {
            (double pairs, double lost, double gained) = Counts();
            p = Math.Max(p, PairedProportions.ScorePValue(pairs, lost, gained, -margin));
        }

        return p;
    }

    // Levels are halved on the scale of their odds; beyond its ends nothing is told apart.
    private double LevelWhereBootstrapReaches(double limit)
    {
        double low = -LargestLogOdds;
        double high = LargestLogOdds;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = _bootstrap.Bound(1 / (1 + Math.Exp(-middle))) >= limit ? (low, middle) : (middle, high);
        }

        return 1 / (1 + Math.Exp(-high));
    }

    private Interval ScoreBounds(double twoSided)
    {
        (double pairs, double lost, double gained) = Counts();
        return PairedProportions.ScoreInterval(pairs, lost, gained, twoSided);
    }

    // Pairs and flips, divided by the design effect of the groups.
    private (double Pairs, double Lost, double Gained) Counts()
    {
        double pairs = _units.Samples;
        double mean = (_units.Gained - _units.Lost) / pairs;
        double independent = Math.Sqrt(
            (((_units.Gained + _units.Lost) / pairs) - (mean * mean)) / Math.Max(1, pairs - 1));
        double spread = independent > 0 ? _t.StandardError / independent : 0;
        double designEffect = Math.Max(1, spread * spread);
        return (pairs / designEffect, _units.Lost / designEffect, _units.Gained / designEffect);
    }
}
