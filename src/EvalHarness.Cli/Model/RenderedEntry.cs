using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Pipeline.Prompts;

namespace EvalHarness.Cli.Model;

/// <summary>What a template made of one conversation.</summary>
/// <param name="Id">The conversation's id.</param>
/// <param name="Chat">The prompt; <c>null</c> where there is none.</param>
/// <param name="Error">Why there is none: the template's own words where it refuses the conversation.</param>
internal sealed record RenderedEntry(JsonElement Id, RenderedChat? Chat, string? Error)
{
    /// <summary>Renders a conversation.</summary>
    public static RenderedEntry Render(ConversationEntry entry, ChatTemplate template)
    {
        if (entry.Conversation is null)
        {
            return new(entry.Id, null, entry.Error);
        }

        try
        {
            return new(entry.Id, template.Render(entry.Conversation), null);
        }
        catch (TemplateException refusal)
        {
            return new(entry.Id, null, refusal.Message);
        }
    }
}
