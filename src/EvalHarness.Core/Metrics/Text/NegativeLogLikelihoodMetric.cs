namespace EvalHarness.Metrics.Text;

/// <summary>How unlikely the model finds the target: −Σ ln p / tokens. Its weighted mean is ln(perplexity).</summary>
internal sealed class NegativeLogLikelihoodMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "nll";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Negative log-likelihood of the first target, in nats per token; 0 or more, lower is better.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: false, IsPassFail: false, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (Unscored.Because(sample, output, Name, needsTarget: true) is { } unscored)
        {
            return unscored;
        }

        return output.TargetLogLikelihood switch
        {
            null => new(sample.Id, Name, Value: null, "the model gives no log-likelihood"),
            { Tokens: <= 0 } => new(sample.Id, Name, Value: null, "the target has no tokens"),
            { Sum: var sum } when !double.IsFinite(sum) =>
                new(sample.Id, Name, Value: null, "the log-likelihood is not finite"),
            { Sum: var sum, Tokens: var tokens } => new(sample.Id, Name, -sum / tokens, Weight: tokens),
        };
    }
}
