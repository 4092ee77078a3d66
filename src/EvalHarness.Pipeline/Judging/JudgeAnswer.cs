using EvalHarness.Judging;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>One answer of a judge's model, read.</summary>
/// <param name="Verdict">What it says and what it cost, or why there is no verdict.</param>
/// <param name="Conversation">The conversation that it ends.</param>
/// <param name="Response">The model's response; <c>null</c> when none arrived.</param>
internal sealed record JudgeAnswer(
    Verdict Verdict, IReadOnlyList<ChatMessage> Conversation, ChatResponse? Response = null)
{
    /// <summary>Asking once more can help: the judge answered, and in a wrong form.</summary>
    public bool IsMendable =>
        Verdict.Failure is JudgingFailure.Parse or JudgingFailure.OffMenu or JudgingFailure.Truncated;
}
