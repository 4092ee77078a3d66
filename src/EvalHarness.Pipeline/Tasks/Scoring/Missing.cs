namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>Scores of outputs that hold no log-likelihoods.</summary>
internal static class Missing
{
    /// <summary>The score of an output without what is scored; <c>null</c> for an output that has it.</summary>
    public static Score? Find(Sample sample, ModelOutput output, string metric) => output switch
    {
        { Error: not null } => new(
            sample.Id, metric, null, ScoreFaults.Describe(ScoreFault.Transport, output), Fault: ScoreFault.Transport),
        _ when output.LogLikelihoods.Count == 0 || output.LogLikelihoods.Count != sample.ScoredTexts.Count => new(
            sample.Id, metric, null, "the output has no log-likelihoods", Fault: ScoreFault.MetricUndefined),
        _ => null,
    };
}
