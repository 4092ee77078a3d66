namespace EvalHarness.Pipeline.Runs;

/// <summary>The smallest drop that a gate could detect with 80 % power.</summary>
/// <param name="Metric">Task and metric.</param>
/// <param name="MaxDrop">The gate's margin.</param>
/// <param name="Pairs">Samples that will be paired.</param>
/// <param name="DetectableDrop">On the metric's own scale.</param>
/// <param name="Basis">Where the spread of the differences is from.</param>
public sealed record GateEstimate(string Metric, double MaxDrop, int Pairs, double DetectableDrop, string Basis)
{
    /// <summary>An equally good candidate would probably pass.</summary>
    public bool IsEnough => DetectableDrop <= MaxDrop;
}
