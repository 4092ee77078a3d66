using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Onnx;

/// <summary>Conversations as a model folder's tokens. Thread-safe.</summary>
/// <remarks>
/// The library's tokenizer takes the text of a special token for that token, in samples as well: it cannot be told
/// which parts of a prompt came from a message.
/// </remarks>
/// <param name="model">The model.</param>
/// <param name="prompts">How conversations are written.</param>
internal sealed class GenAIPrompts(IGenAIModel model, ModelPrompts prompts)
{
    /// <summary>How the conversations of a folder are written.</summary>
    public static ModelPrompts Read(ModelSource source, GenAIFolder folder, string? fix = null) => new(source)
    {
        Template = folder.Template,
        TemplatePlace = folder.Path,
        Tokens = ModelPrompts.TokensOf(folder.BeginText, folder.EndText),
        Fix = fix ?? ModelPrompts.Advice,
    };

    /// <summary>The tokens of a conversation, up to the assistant's turn.</summary>
    public int[] Encode(IReadOnlyList<ChatMessage> messages)
    {
        RenderedChat prompt = prompts.Render(messages);
        return prompt.IsPlain ? EncodeText(prompt.Text) : EncodeTemplated(prompt.Text);
    }

    /// <summary>The tokens of a conversation with each of the texts that could continue it.</summary>
    public IReadOnlyList<ContinuationTokens> EncodeWith(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<string> continuations)
    {
        RenderedChat prompt = prompts.Render(messages);
        return
        [
            .. continuations.Select(continuation => prompt.Text.Length == 0
                ? new ContinuationTokens([Prefix], EncodeContinuation(continuation))
                : ContinuationTokens.FromEncoding(
                    prompt.Text, continuation, prompt.IsPlain ? EncodeText : EncodeTemplated)),
        ];
    }

    /// <summary>The token that is given before a text: the model's begin token, or else its end token.</summary>
    /// <exception cref="NotSupportedException">The model has neither.</exception>
    public int Prefix => model.Folder.BeginId ?? (model.Folder.EndIds is [int end, ..] ? (int?)end : null)
        ?? throw new NotSupportedException(
            "The model has no begin token and no end token, so it cannot score a text from its first token on.");

    /// <summary>The tokens of a text from its beginning.</summary>
    /// <remarks>The library's tokenizer leaves out the begin token that the settings ask for.</remarks>
    public int[] EncodeText(string text)
    {
        int[] tokens = model.Tokenizer.Encode(text);
        return model.Folder is { AddsBegin: true, BeginId: { } begin } && (tokens.Length == 0 || tokens[0] != begin)
            ? [begin, .. tokens]
            : tokens;
    }

    // A template writes the begin token itself, where the model wants one.
    private int[] EncodeTemplated(string text)
    {
        int[] tokens = model.Tokenizer.Encode(text);
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
