using EvalHarness.Pipeline.Browsing;

namespace EvalHarness.Web.Reading;

/// <summary>What one metric says of a candidate's output beside the baseline's.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Baseline">The baseline's value; <c>null</c> when it has none.</param>
/// <param name="Candidate">The candidate's value; <c>null</c> when it has none.</param>
/// <param name="Change">Change in quality, positive where the candidate is better; <c>null</c> without both.</param>
public sealed record ScoreChange(string Metric, double? Baseline, double? Candidate, double? Change)
{
    /// <summary>The scores of an item.</summary>
    internal static IReadOnlyList<ScoreChange> From(IEnumerable<ItemScore> scores) =>
        [.. scores.Select(score => new ScoreChange(score.Metric, score.Baseline, score.Candidate, score.Change))];
}
