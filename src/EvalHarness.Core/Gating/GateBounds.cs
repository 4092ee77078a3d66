namespace EvalHarness.Gating;

/// <summary>
/// The bounds by which a gate decides, and the p-value that goes with them: one function of the data, so that the
/// printed lower bound is at least −margin exactly when p is at most 1 − confidence.
/// </summary>
/// <remarks>
/// The lower bound is Gaffke's (see <see cref="Statistics.GaffkeTest"/>) at the range that the metric declares; a
/// bound that rests on the data's spread ships rare collapses that no sample showed. Independent pass/fail samples
/// keep their score bounds; metrics without a worst value take the lower of bootstrap and t and say so. The upper
/// bound rests on the spread: a wrong "fail" costs another run, not an incident.
/// </remarks>
/// <param name="Method">What the lower bound is made by.</param>
/// <param name="Low">Lower bound of the change in quality; missing scores count as the worst.</param>
/// <param name="High">Upper bound; missing scores count as the best. <c>null</c> with fewer than two units.</param>
/// <param name="P">p-value of "quality falls by the margin or more".</param>
internal sealed record GateBounds(BoundMethod Method, double Low, double? High, double P)
{
    /// <summary>The bounds for a rule; <c>null</c> without pairs, and where no lower bound exists.</summary>
    /// <param name="rule">Margin, confidence and cap.</param>
    /// <param name="differences">The evidence.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static GateBounds? Create(GateRule rule, PairedDifferences differences, long seed)
    {
        MetricDefinition metric = differences.Definition;
        double? range = WorstLoss(rule, metric);
        if (differences.LowerUnits(range) is not { } lower)
        {
            return null;
        }

        ResampledBounds? upper = ResampledBounds.Create(
            differences.UpperUnits(), metric.IsPassFail, metric.Range?.Width, seed);
        double? high = Limit(upper?.At(rule.Confidence).High);
        if (range is { } worst && !(metric.IsPassFail && lower.AreIndependent))
        {
            Statistics.GaffkeTest test = lower.Test(worst);
            return new(BoundMethod.Gaffke, test.LowerBound(1 - rule.Confidence), high, test.PValue(rule.MaxDrop));
        }

        return ResampledBounds.Create(lower, metric.IsPassFail, range, seed) is { } bounds
            ? new(
                metric.IsPassFail ? BoundMethod.Score : BoundMethod.Approximate,
                Limit(bounds.At(rule.Confidence).Low)!.Value,
                high,
                bounds.PValue(rule.MaxDrop))
            : null;

        // No change is larger than the metric's range; margins are smaller, so this decides nothing.
        double? Limit(double? bound) => metric.Range is { Width: double width } && bound is { } given
            ? Math.Clamp(given, -width, width)
            : bound;
    }

    /// <summary>The most that one sample can lose: the metric's range, or the cap of the rule.</summary>
    public static double? WorstLoss(GateRule rule, MetricDefinition metric) => metric.Range?.Width ?? rule.Cap;
}
