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
        // How likely the target is does not depend on what the model wrote instead.
        if (ScoreFaults.For(output) == ScoreFault.Transport)
        {
            return Missing(ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output));
        }

        if (sample.Targets.Count == 0)
        {
            return Missing(ScoreFault.LabelMissing, "the sample has no target");
        }

        return output.TargetLogLikelihood switch
        {
            null => Missing(ScoreFault.MetricUndefined, "the model gives no log-likelihood"),
            { Tokens: <= 0 } => Missing(ScoreFault.MetricUndefined, "the target has no tokens"),
            { Sum: var sum } when !double.IsFinite(sum) =>
                Missing(ScoreFault.MetricUndefined, "the log-likelihood is not finite"),
            { Sum: var sum, Tokens: var tokens } => new(sample.Id, Name, -sum / tokens, Weight: tokens),
        };

        Score Missing(ScoreFault fault, string reason) => FaultyScore.Create(sample, Definition, fault, reason);
    }
}
