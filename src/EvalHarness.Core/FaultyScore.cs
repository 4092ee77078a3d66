namespace EvalHarness;

/// <summary>
/// Scores that faults decide: missing for the instrument's, the metric's worst value for the model's.
/// </summary>
public static class FaultyScore
{
    /// <summary>
    /// The score of an output that holds no answer, or of a sample without a needed target; <c>null</c> when there is
    /// something to score.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="output">The output.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="needsTarget">The metric compares with a target.</param>
    /// <param name="allowsEmpty">An empty output is the right answer where a target is empty.</param>
    public static Score? Find(
        Sample sample, ModelOutput output, MetricDefinition metric, bool needsTarget, bool allowsEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(metric);
        ScoreFault? fault = ScoreFaults.For(output);
        if (fault == ScoreFault.Transport)
        {
            return Create(sample, metric, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output));
        }

        if (needsTarget && sample.Targets.Count == 0)
        {
            return Create(sample, metric, ScoreFault.LabelMissing, "the sample has no target");
        }

        return fault is not { } found || (allowsEmpty && found == ScoreFault.Empty && sample.Targets.Any(IsBlank))
            ? null
            : Create(sample, metric, found, ScoreFaults.Describe(found, output));
    }

    /// <summary>
    /// The score that a fault gives: the metric's worst value where the model is at fault, missing otherwise.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="reason">Why there is no score, for people.</param>
    public static Score Create(Sample sample, MetricDefinition metric, ScoreFault fault, string reason)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(metric);
        return new(sample.Id, metric.Name, fault.IsOfModel() ? metric.Worst : null, reason, Fault: fault);
    }

    private static bool IsBlank(string target) => string.IsNullOrWhiteSpace(target);
}
