using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>What a gate's number of samples can show, and how many it would take.</summary>
/// <param name="Pairs">Samples in the evidence, missing ones included.</param>
/// <param name="Least">Samples below which nothing passes this margin; 2 for metrics without a worst value.</param>
/// <param name="LeastMargin">
/// Smallest margin that these samples can pass if nothing changes; 0 without a worst value.
/// </param>
/// <param name="Needed">
/// Samples for 80 % power if quality does not change; <c>null</c> when there is no such number.
/// </param>
/// <param name="NeededAtChange">
/// The same if the change seen is the true one; <c>null</c> where it is a drop of the margin or more.
/// </param>
internal sealed record GateSize(int Pairs, int Least, double LeastMargin, int? Needed, int? NeededAtChange)
{
    /// <summary>The sizes for a rule; <c>null</c> without bounds.</summary>
    public static GateSize? Create(GateRule rule, PairedDifferences differences, GateBounds? bounds)
    {
        double? range = GateBounds.WorstLoss(rule, differences.Definition);
        if (bounds is null || differences.LowerUnits(range) is not { T: { } t } units)
        {
            return null;
        }

        // A group is one unit, however many samples it has: count units, then translate into samples.
        double perUnit = units.Samples / units.Kish;
        double deviation = t.StandardError * Math.Sqrt(units.Kish);
        double unseen = bounds.Method == BoundMethod.Score && deviation > 0 ? 0 : range ?? 0;
        int least = range is { } worst ? Power.LeastSamples(rule.MaxDrop, worst, rule.Confidence) : 2;
        return new GateSize(
            units.Samples,
            ToSamples(least) ?? int.MaxValue,
            range is { } loss ? Power.LeastMargin(units.Kish, loss, rule.Confidence) : 0,
            Needed(0),
            Needed(Math.Max(0, -units.Mean)));

        int? Needed(double drop) =>
            Power.SamplesNeeded(deviation, rule.MaxDrop, drop, unseen, rule.Confidence) is { } count
            ? ToSamples(Math.Max(count, least))
            : null;

        int? ToSamples(int count) =>
            Math.Ceiling(count * perUnit) is var samples && samples <= int.MaxValue ? (int)samples : null;
    }
}
