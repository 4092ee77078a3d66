using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>Describes paired differences: means, intervals, flips and what the data could have detected.</summary>
public static class ComparisonBuilder
{
    /// <summary>The comparison on one metric.</summary>
    /// <param name="differences">The evidence.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="confidence">Two-sided level of the intervals, between 0 and 1.</param>
    public static Comparison Build(PairedDifferences differences, long seed, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(differences);
        TInterval? t = differences.T;
        double? widest = differences.Definition.Range?.Width;
        Interval? bootstrap = Within(widest, differences.Bootstrap(seed)?.Interval(confidence));
        Interval? student = Within(widest, t?.Interval(confidence));
        return new Comparison
        {
            Candidate = differences.Candidate,
            Metric = differences.Metric,
            HigherIsBetter = differences.HigherIsBetter,
            Pairs = differences.Pairs,
            Unpaired = differences.Unpaired,
            BaselineUnscored = differences.BaselineUnscored,
            CandidateUnscored = differences.CandidateUnscored,
            Clusters = differences.ClusterSums.Count,
            BaselineMean = differences.BaselineMean,
            CandidateMean = differences.CandidateMean,
            Delta = differences.Mean,
            StandardError = t?.StandardError,
            Low = bootstrap?.Low,
            High = bootstrap?.High,
            TLow = student?.Low,
            THigh = student?.High,
            Confidence = confidence,
            Flips = differences.Flips,
            DetectableDrop = DetectableDrop(differences),
        };
    }

    // No change is larger than the metric's range, whatever a few units make of their spread.
    private static Interval? Within(double? widest, Interval? interval) =>
        widest is { } limit ? interval?.Clip(-limit, limit) : interval;

    private static double? DetectableDrop(PairedDifferences differences)
    {
        MetricDefinition metric = differences.Definition;
        if (differences.LowerUnits(metric.Range?.Width) is not { T: { } t } units)
        {
            return null;
        }

        // Score bounds of independent pass/fail samples pay nothing for losses of a kind that they have seen.
        bool paysForUnseen = !(metric.IsPassFail && units.AreIndependent && t.StandardError > 0);
        return Power.DetectableDrop(
            t.StandardError * Math.Sqrt(units.Kish), units.Kish, paysForUnseen ? metric.Range?.Width ?? 0 : 0);
    }
}
