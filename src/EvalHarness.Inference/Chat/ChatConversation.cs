using System.Text.Json;

namespace EvalHarness.Inference.Chat;

/// <summary>What a chat template is rendered with.</summary>
/// <param name="Messages">A list of messages: objects with <c>role</c>, <c>content</c> and more.</param>
public sealed record ChatConversation(JsonElement Messages)
{
    /// <summary>Descriptions of the tools that the model may call; <c>null</c> for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Documents that the answer may quote; <c>null</c> for none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Further variables: <c>bos_token</c>, <c>eos_token</c>, <c>enable_thinking</c> and so on.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>End with the opening of the model's answer.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>End inside the last message, for the model to continue it.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>What <c>strftime_now</c> takes as the time; the local time where nothing is set.</summary>
    public DateTime Now { get; init; } = DateTime.Now;
}
