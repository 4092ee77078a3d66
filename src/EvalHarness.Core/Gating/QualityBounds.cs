using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// One-sided bounds of the change in quality, and the p-value that goes with them, for a non-inferiority gate.
/// Positive is better, whatever the metric's direction.
/// </summary>
/// <remarks>
/// The bounds are those of the BCa bootstrap over clusters, widened where the bootstrap is known to promise too much,
/// because it only knows what it has seen: with fewer than 30 clusters to Student's t bounds; for pass/fail metrics to
/// Tango's score bounds, with the counts divided by the design effect of the clusters; and when no pair differs from
/// another, by the largest change a sample could show times the rate of unseen changes that the number of clusters
/// does not rule out, 1 − α^(1/m). So a candidate that equals its baseline on five samples has not shown much.
/// Of a judge that saw some of the pairs, only these count as measured; known grades then correct the bounds.
/// </remarks>
internal static class QualityBounds
{
    /// <summary>Clusters from which on the bootstrap is trusted alone.</summary>
    private const int ManyClusters = 30;

    /// <summary>Lower and upper bound; <c>null</c> with fewer than two clusters.</summary>
    /// <param name="differences">The evidence.</param>
    /// <param name="confidence">One-sided level of each bound, between .5 and 1.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static Interval? Of(PairedDifferences differences, double confidence, long seed)
    {
        if (differences.Bootstrap(seed) is not { } bootstrap || differences.T is not { } t)
        {
            return null;
        }

        double twoSided = (2 * confidence) - 1;
        Interval bounds = Seen(differences, bootstrap, t, confidence);
        return differences is { Correction: { } correction, Mean: { } mean }
            ? correction.Correct(mean, bounds, twoSided)
            : bounds;
    }

    // The bounds of the scores as they are.
    private static Interval Seen(
        PairedDifferences differences, BootstrapDistribution bootstrap, TInterval t, double confidence)
    {
        double twoSided = (2 * confidence) - 1;
        Interval bounds = bootstrap.Interval(twoSided);
        int measured = differences.MeasuredClusters;
        if (measured < ManyClusters)
        {
            bounds = bounds.Union((t with { DegreesOfFreedom = Math.Max(1, measured - 1) }).Interval(twoSided));
        }

        Interval quality = differences.HigherIsBetter ? bounds : new(-bounds.High, -bounds.Low);
        if (differences.HasNoVariation)
        {
            double unseen = differences.LargestChange * RateNotRuledOut(differences, confidence);
            return new(quality.Low - unseen, quality.High + unseen);
        }

        return differences.Flips is { } flips
            ? quality.Union(ScoreBounds(differences, flips, t, twoSided))
            : quality;
    }

    /// <summary>
    /// One-sided p-value of "quality falls by the margin or more": from the t statistic by cluster, or, when no pair
    /// differs from another, the chance (1 − (margin + change)/largest change)^m of seeing none of the changes that
    /// would be needed. <c>null</c> with fewer than two clusters.
    /// </summary>
    public static double? PValue(PairedDifferences differences, double margin)
    {
        if (differences.T is not { } t)
        {
            return null;
        }

        double sign = differences.HigherIsBetter ? 1 : -1;
        if (!differences.HasNoVariation && t.StandardError > 0)
        {
            TInterval corrected = differences.Correction is { } correction
                ? t with { Estimate = correction.Estimate, StandardError = correction.ErrorOf(t.StandardError) }
                : t;
            return (corrected with { Estimate = sign * corrected.Estimate }).PValueAbove(-margin);
        }

        double room = margin + (sign * t.Estimate);
        double rate = differences.LargestChange > 0 ? room / differences.LargestChange : double.PositiveInfinity;
        return room <= 0 ? 1 : Math.Pow(Math.Max(0, 1 - rate), differences.ClusterSums.Count);
    }

    // Changes that no cluster showed, and those that the measured ones leave open for what they stand for.
    private static double RateNotRuledOut(PairedDifferences differences, double confidence)
    {
        double all = Power.RateNotRuledOut(differences.ClusterSums.Count, confidence);
        return differences is { KnownShare: > 0 and < 1, MeasuredClusters: > 0 }
            ? Math.Min(1, all + ((1 - differences.KnownShare)
                * Power.RateNotRuledOut(differences.MeasuredClusters, confidence)))
            : all;
    }

    // Flips already count losses as losses of quality.
    private static Interval ScoreBounds(PairedDifferences differences, Flips flips, TInterval t, double twoSided)
    {
        double independent = TInterval.Of([.. differences.Differences])?.StandardError ?? 0;
        double spread = independent > 0 ? t.StandardError / independent : 0;
        double designEffect = Math.Max(1, spread * spread);
        return PairedProportions.ScoreInterval(
            differences.Pairs / designEffect, flips.Lost / designEffect, flips.Gained / designEffect, twoSided);
    }
}
