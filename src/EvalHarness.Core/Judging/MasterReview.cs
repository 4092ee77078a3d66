namespace EvalHarness.Judging;

/// <summary>A master judge's review of one output: what it said without and with the first layer's verdicts.</summary>
/// <param name="Blind">Its own verdict, given before it saw any other.</param>
/// <param name="Action">Its decision; <c>null</c> when there is none that can be read and relied on.</param>
/// <param name="Score">The score that stands; <c>null</c> exactly when a person must decide.</param>
/// <param name="HumanReason">Why a person must decide; <c>null</c> with a score.</param>
/// <param name="RawText">Its answer to the review, letter for letter; empty when none arrived.</param>
/// <param name="Usage">What the review cost, the blind verdict apart.</param>
public sealed record MasterReview(
    Verdict Blind, ReviewAction? Action, double? Score, string? HumanReason, string RawText, OutputUsage Usage)
{
    /// <summary>The output goes to the human queue.</summary>
    public bool NeedsHuman => Score is null;

    /// <summary>A review without a score.</summary>
    /// <param name="blind">The master's own verdict.</param>
    /// <param name="reason">Why a person must decide.</param>
    /// <param name="action">The master's decision, where it is to leave the output to a person.</param>
    public static MasterReview LeftToPerson(Verdict blind, string reason, ReviewAction? action = null) =>
        new(blind, action, null, reason, "", new OutputUsage());
}
