using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvalHarness.OnnxGenAI;

/// <summary>Conversations as a model folder's tokens. Thread-safe.</summary>
/// <remarks>
/// The folder's chat template writes the conversation; a folder without one gets the texts one after the other. The
/// library's tokenizer takes the text of a special token for that token, in samples as well.
/// </remarks>
internal sealed class GenAIPrompts(IGenAIModel model)
{
    /// <summary>The tokens of a conversation, up to the assistant's turn.</summary>
    public int[] Encode(IReadOnlyList<ChatMessage> messages)
    {
        string text = model.Folder.HasTemplate
            ? model.Tokenizer.ApplyTemplate(JsonSerializer.Serialize(messages.Select(message =>
                new Dictionary<string, string> { ["role"] = message.Role.Value, ["content"] = message.Text })))
            : string.Concat(messages.Select(message => message.Text));
        int[] tokens = model.Tokenizer.Encode(text);

        // A template that writes the begin token, and a tokenizer that adds it, make two.
        return model.Folder.BeginId is { } begin && tokens is [int first, int second, ..]
            && first == begin && second == begin
            ? tokens[1..]
            : tokens;
    }

    /// <summary>The tokens of a text that continues a conversation.</summary>
    public int[] EncodeContinuation(string text)
    {
        int[] tokens = model.Tokenizer.Encode(text);
        return model.Folder.BeginId is { } begin && tokens is [int first, ..] && first == begin ? tokens[1..] : tokens;
    }
}
