using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>Whether the rows are all there, and what may be said when they are not.</summary>
internal static class Completeness
{
    /// <summary>The first gap in the evidence, as a sentence; <c>null</c> when there is none.</summary>
    public static string? FindGap(ReportRequest request, IReadOnlyDictionary<StoredModel, ModelTally> tallies)
    {
        int expected = request.Tasks.Keys.Sum(task => request.Manifest.Samples.GetValueOrDefault(task));
        foreach ((StoredModel model, ModelTally tally) in tallies)
        {
            if (tally.Errors > request.MaxErrors * expected)
            {
                return FormattableString.Invariant(
                    $"{model.Label} failed on {tally.Errors} of {expected} samples, ")
                    + FormattableString.Invariant($"more than {request.MaxErrors:0.##%} (first: {tally.FirstError})");
            }

            if (tally.Outputs + tally.Errors < expected)
            {
                return FormattableString.Invariant(
                    $"{model.Label} has answered {tally.Outputs + tally.Errors} of {expected} samples");
            }
        }

        return request.HasEnded ? null : "it was stopped before its end";
    }

    /// <summary>Takes back every "ship" of a run with a gap: what is missing is never a pass.</summary>
    public static ReleaseDecisions Limit(ReleaseDecisions decisions, string? gap) => gap is null ? decisions : new(
        decisions.Decision == ReleaseDecision.Ship ? ReleaseDecision.Inconclusive : decisions.Decision,
        $"The run is incomplete: {gap}.",
        [.. decisions.Candidates.Select(candidate => candidate.Decision == ReleaseDecision.Ship
            ? candidate with { Decision = ReleaseDecision.Inconclusive, Reason = $"The run is incomplete: {gap}." }
            : candidate)]);
}
