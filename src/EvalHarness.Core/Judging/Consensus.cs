namespace EvalHarness.Judging;

/// <summary>What a first layer and its review come to for one output.</summary>
public static class Consensus
{
    /// <summary>
    /// The score that stands: the review's where there is one, else the lower median of the first layer's scores.
    /// </summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="metric">Name of the metric that the score is of.</param>
    /// <param name="firstLayer">The verdicts on one output.</param>
    /// <param name="review">The master's review of them; <c>null</c> when they were not escalated.</param>
    /// <returns>The score, or no value and why there is none.</returns>
    public static Score From(
        string sampleId, string metric, IReadOnlyList<Verdict> firstLayer, MasterReview? review)
    {
        ArgumentNullException.ThrowIfNull(firstLayer);
        if (review is not null)
        {
            return review.Score is { } stands
                ? new Score(sampleId, metric, stands)
                : Unscored($"left to a person: {review.HumanReason}");
        }

        double[] scores =
        [
            .. firstLayer.Where(verdict => verdict.Score is not null)
                .Select(verdict => verdict.Score!.Value)
                .Order(),
        ];
        return scores.Length > 0
            ? new Score(sampleId, metric, scores[(scores.Length - 1) / 2])
            : Unscored(firstLayer.Count > 0 ? firstLayer[0].ToScore().Reason! : "not judged");

        Score Unscored(string reason) => new(sampleId, metric, null, reason, Fault: ScoreFault.JudgeFailed);
    }
}
