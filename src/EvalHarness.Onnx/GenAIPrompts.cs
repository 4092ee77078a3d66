using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvalHarness.Onnx;

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
        if (!model.Folder.HasTemplate)
        {
            return EncodeText(string.Concat(messages.Select(message => message.Text)));
        }

        // A template writes the begin token itself, where the model wants one.
        string text = model.Tokenizer.ApplyTemplate(JsonSerializer.Serialize(messages.Select(message =>
            new Dictionary<string, string> { ["role"] = message.Role.Value, ["content"] = message.Text })));
        int[] tokens = model.Tokenizer.Encode(text);
        return model.Folder.BeginId is { } begin && tokens is [int first, int second, ..]
            && first == begin && second == begin
            ? tokens[1..]
            : tokens;
    }

    /// <summary>The tokens of a text from its beginning.</summary>
    /// <remarks>The library's tokenizer leaves out the begin token that the settings ask for.</remarks>
    public int[] EncodeText(string text)
    {
        int[] tokens = model.Tokenizer.Encode(text);
        return model.Folder is { AddsBegin: true, BeginId: { } begin } && (tokens.Length == 0 || tokens[0] != begin)
            ? [begin, .. tokens]
            : tokens;
    }

    /// <summary>The tokens of a text that continues a conversation.</summary>
    public int[] EncodeContinuation(string text)
    {
        int[] tokens = model.Tokenizer.Encode(text);
        return model.Folder.BeginId is { } begin && tokens is [int first, ..] && first == begin ? tokens[1..] : tokens;
    }
}
