namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// What a judge's prompt shows beside the judged texts, which its owner wrote, so that it is shown as it is; and how
/// its answers are to be read.
/// </summary>
/// <param name="Guide">What a good output holds: <c>{{guide}}</c>; <c>null</c> leaves that to the sample.</param>
/// <param name="ChainOfThought">Reasons are wanted before the verdict: <c>{{#if chainOfThought}}</c>.</param>
/// <param name="Examples">Judged outputs, shown as turns of the conversation.</param>
internal sealed record JudgeInstructions(
    string? Guide, bool ChainOfThought, IReadOnlyList<JudgeExample> Examples)
{
    /// <summary>The prompt's variable for the guide.</summary>
    public const string GuideVariable = "guide";

    /// <summary>The prompt's variable that is empty when no reasons are wanted.</summary>
    public const string ChainOfThoughtVariable = "chainOfThought";

    /// <summary>
    /// Tags around the judge's thoughts: a grade within them, or after one that is never closed, is a draft.
    /// </summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;

    /// <summary>Reasons, and nothing else.</summary>
    public static JudgeInstructions Usual { get; } = new(null, true, []);

    /// <summary>What a judge is asked for when its answer had a wrong form.</summary>
    public string Repair => ChainOfThought
        ? "Answer again with the JSON object alone."
        : "Answer again with the JSON object alone, without reasons.";
}
