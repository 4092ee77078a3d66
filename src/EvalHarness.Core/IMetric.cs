namespace EvalHarness;

/// <summary>Scores one output against its sample. Implementations are pure and thread-safe.</summary>
public interface IMetric
{
    /// <summary>Name, direction and scale.</summary>
    MetricDefinition Definition { get; }

    /// <summary>
    /// The score of an output, or <c>null</c> with a reason when the output is an error or the sample lacks what
    /// the metric needs. Never throws for model text.
    /// </summary>
    Score Score(Sample sample, ModelOutput output);
}
