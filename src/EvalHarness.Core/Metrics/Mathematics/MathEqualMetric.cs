namespace EvalHarness.Metrics.Mathematics;

/// <summary>Whether the output is a target's mathematical equal; see <see cref="MathAnswer"/>.</summary>
internal sealed class MathEqualMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "math_equal";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output equals a target without units and LaTeX's look, as text or as mathematics; 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output) =>
        FaultyScore.Find(sample, output, Definition, needsTarget: true)
        ?? new(sample.Id, Name, sample.Targets.Any(target => MathAnswer.AreEqual(output.Text, target)) ? 1 : 0);
}
