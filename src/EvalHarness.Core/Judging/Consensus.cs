namespace EvalHarness.Judging;

/// <summary>What a first layer and its review come to for one output.</summary>
public static class Consensus
{
    /// <summary>
    /// The score that stands: the review's where there is one, else the lower median of the first layer's scores.
    /// </summary>
    /// <param name="firstLayer">The verdicts on one output.</param>
    /// <param name="review">The master's review of them; <c>null</c> when they were not escalated.</param>
    /// <returns>The score, or why there is none.</returns>
    public static (double? Score, string? Reason) Of(IReadOnlyList<Verdict> firstLayer, MasterReview? review)
    {
        ArgumentNullException.ThrowIfNull(firstLayer);
        if (review is not null)
        {
            return (review.Score, review.Score is null ? $"left to a person: {review.HumanReason}" : null);
        }

        double[] scores =
        [
            .. firstLayer.Where(verdict => verdict.Score is not null)
                .Select(verdict => verdict.Score!.Value)
                .Order(),
        ];
        return scores.Length > 0
            ? (scores[(scores.Length - 1) / 2], null)
            : (null, firstLayer.Count > 0 ? firstLayer[0].ToScore().Reason : "not judged");
    }
}
