using EvalHarness.Judging;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>One answer of a judge's model, read.</summary>
/// <typeparam name="T">What the answer says.</typeparam>
/// <param name="Text">The answer, letter for letter; empty when none arrived.</param>
/// <param name="Reading">What it says, or why that cannot be told.</param>
internal sealed record JudgeAnswer<T>(string Text, JudgeReading<T> Reading)
    where T : class
{
    /// <summary>Tokens and time of all calls for it.</summary>
    public OutputUsage Usage { get; init; } = new();

    /// <summary>Calls made for it.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>The conversation that it ends.</summary>
    public IReadOnlyList<ChatMessage> Conversation { get; init; } = [];

    /// <summary>The model's response; <c>null</c> when none arrived.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>Asking once more can help: the judge answered, and in a wrong form.</summary>
    public bool IsMendable =>
        Reading.Failure is JudgingFailure.Parse or JudgingFailure.OffMenu or JudgingFailure.Truncated;
}
