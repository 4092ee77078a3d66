using System.Text.Json;
using EvalHarness.Inference.Chat;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>One conversation of a file.</summary>
/// <param name="Id">Its own id, or its number in the file, from 1, as a text.</param>
/// <param name="Conversation">The conversation; <c>null</c> where it is malformed.</param>
/// <param name="Error">What is wrong with it; <c>null</c> where it can be rendered.</param>
internal sealed record ConversationEntry(JsonElement Id, ChatConversation? Conversation, string? Error);
