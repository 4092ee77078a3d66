using EvalHarness.Inference.Chat;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Carries a prompt that is written already through the chain of a model: one message with the whole text, whose
/// properties hold which parts of it came from the conversation.
/// </summary>
internal static class RenderedPrompt
{
    private const string Property = "rendered_prompt";

    /// <summary>The prompt as a conversation of one message.</summary>
    public static IReadOnlyList<ChatMessage> ToMessages(RenderedChat prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return [new(ChatRole.User, prompt.Text) { AdditionalProperties = new() { [Property] = prompt } }];
    }

    /// <summary>
    /// The prompt that a conversation carries; <c>null</c> for a conversation that is not written yet.
    /// </summary>
    public static RenderedChat? Find(IReadOnlyList<ChatMessage> messages) =>
        messages is [{ AdditionalProperties: { } properties }]
        && properties.TryGetValue(Property, out RenderedChat? prompt) ? prompt : null;

    /// <summary>A conversation in the terms of a chat template.</summary>
    public static IReadOnlyList<ChatTurn> ToTurns(IEnumerable<ChatMessage> messages) =>
        [.. messages.Select(message => new ChatTurn(message.Role.Value, message.Text))];
}
