namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>Scores of outputs that hold no log-likelihoods.</summary>
internal static class Missing
{
    /// <summary>The score of an output without what is scored; <c>null</c> for an output that has it.</summary>
    public static Score? Find(Sample sample, ModelOutput output, MetricDefinition metric) => output switch
    {
        { Error: not null } => FaultyScore.Create(
            sample, metric, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output)),
        _ when output.LogLikelihoods.Count == 0 || output.LogLikelihoods.Count != sample.ScoredTexts.Count =>
            FaultyScore.Create(
                sample, metric, ScoreFault.MetricUndefined, "the output has no log-likelihoods"),
        _ => null,
    };
}
